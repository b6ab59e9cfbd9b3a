"""Coordinators: queue, triage, notes, support."""
