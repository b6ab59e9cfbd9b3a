"""Demo data: made-up people and sketches in every status, and the granted investments that the sources name."""
