"""Samples of other kinds: drawn with known probabilities, or whoever answers an open link."""
