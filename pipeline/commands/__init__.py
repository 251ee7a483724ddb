"""One file per command: words in, lanes called, words out; only commands print and exit."""
