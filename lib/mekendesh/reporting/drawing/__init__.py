"""What charts are drawn with: colours, and the dotted map of the world with its lines and names."""
