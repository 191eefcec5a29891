"""From respondents to numbers about a population: recruitment, weights, replicates, estimates, size, plan."""
