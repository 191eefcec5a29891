"""What follows: readiness, premises, locks, recommendations, the agenda, and whom they are addressed to."""
