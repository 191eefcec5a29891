"""What came in from the field: a delivery, its text, its tables, its responses. Nothing is repaired
silently.
"""
