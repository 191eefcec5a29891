"""From an executed notebook to one page in one language: its words, font, frame, downloads and record."""
