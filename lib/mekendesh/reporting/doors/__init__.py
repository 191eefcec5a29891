"""The protecting door, and what it hides beside; the door of one subject stands with its subject."""
