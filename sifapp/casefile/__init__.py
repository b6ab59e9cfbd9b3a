"""The start page for each role, and one page per case."""
