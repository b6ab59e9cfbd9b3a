"""Jobs: asked for, done, fetched, and what happens on bad days."""
