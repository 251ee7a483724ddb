"""Post at networks, each in a few calls of our own through the one door of `feeds.fetch`.

Every call ends in a receipt (`Posted`) that keeps three things apart: it is there, it certainly is not, nobody knows. No address of
a webhook, no token and no password stands in a receipt; where something has to be mended, it names the variable to set.
"""
