"""What follows, told: proposals with their numbers and findings, whom they ask, and what is still open."""
