"""A synthetic diaspora, its survey and its delivery: for rehearsals, tests and the round ``example``."""
