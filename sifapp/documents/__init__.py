"""Papers that leave the application: one description of a document, written as Word or as a tagged PDF."""
