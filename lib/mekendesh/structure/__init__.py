"""What is mapped: corridors, definitions, premises, the questionnaire, the framework and the reference figures."""
