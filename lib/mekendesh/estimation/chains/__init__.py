"""The chains of recruitment: how they ran, whether they settled, and other ways to draw them again."""
