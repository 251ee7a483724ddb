"""What a score is made of: each factor by itself, with its reason in words."""
