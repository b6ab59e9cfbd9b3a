"""District staff: from an idea to a submitted sketch."""
