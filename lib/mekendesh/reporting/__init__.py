"""How it is told: the protecting door, blocks, tables, figures, sentences and the page."""
