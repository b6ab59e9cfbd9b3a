"""Administrators: who may sign in, and as what."""
