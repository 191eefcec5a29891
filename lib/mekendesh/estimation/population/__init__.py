"""How many people: published figures taken together, lists that overlap, and shares turned into people."""
