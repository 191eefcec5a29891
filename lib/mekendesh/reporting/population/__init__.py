"""How many people, told: published figures, combined ones, lists, and every number there is."""
