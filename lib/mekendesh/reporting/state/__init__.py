"""State readiness, told: items and domains, their scale and index, change, and the panel's reading."""
