"""What can be wrong with answers: missing and filled in, rounded, or given otherwise by telephone."""
