"""How a corridor is mapped, told: definitions, questions, the plan of the fieldwork and its rehearsal."""
