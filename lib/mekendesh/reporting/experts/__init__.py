"""The round table: the papers it is given, what it said, and where its order differs from the rule's."""
