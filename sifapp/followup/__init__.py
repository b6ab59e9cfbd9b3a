"""What becomes of a grant: the project, what it has promised, and what came of it."""
