"""From the council's recommendation to the executive board's decision, and what it leaves of the fund's money."""
