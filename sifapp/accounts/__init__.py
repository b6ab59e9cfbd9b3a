"""People, roles and administrations; signing in and out."""
