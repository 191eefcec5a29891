"""A country of origin, told: in figures, on the map of the world, and with its corridors side by side."""
