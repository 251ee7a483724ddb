"""What the networks ask of a post: how they count it, what they find in it, how text of others is kept harmless there."""
