"""What a picture of letters needs to know before anything is drawn: what the fonts have, in which order it stands, where lines end."""
