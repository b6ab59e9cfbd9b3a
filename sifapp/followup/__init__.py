"""Projects after the grant: each period's figures, what was promised, what came of it."""
