"""The saving lines of an application, and what the administrations that are to save say of them."""
