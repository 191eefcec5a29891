"""What each person counts for: weights by degree, calibration to margins, and what a number owes to them."""
