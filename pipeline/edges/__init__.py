"""Effects: each file hides one outside thing and decides nothing."""
