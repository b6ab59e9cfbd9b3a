"""Is the project's money used as planned? Reconciliations on the city's calendar, signed by the controller."""
