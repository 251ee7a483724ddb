"""Lane 3: pass on the best of it: posts, what speaks against them, how they leave, editions, and the ledger of all that."""
