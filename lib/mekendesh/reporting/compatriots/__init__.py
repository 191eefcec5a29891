"""What compatriots do and would do, have, need, propose, and what stands between."""
