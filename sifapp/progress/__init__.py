"""A running project: what its indicators show, which milestones are reached, and what may go wrong."""
