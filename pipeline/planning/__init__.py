"""How the page of a day is chosen: what it is worth, what may stand on it and where, which page is worth most, and why the rest is left out."""
