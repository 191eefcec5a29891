"""How the answers came, were recruited and cleaned, and what that does to the numbers."""
