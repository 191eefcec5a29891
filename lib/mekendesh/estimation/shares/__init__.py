"""What answers say of a corridor: its headlines, families of indicators, any domain, and differences."""
