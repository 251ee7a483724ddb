"""Where items come from: sources asked politely, feeds turned into items; knows nothing of skills or digests."""
