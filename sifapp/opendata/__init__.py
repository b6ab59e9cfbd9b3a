"""What everybody may see of the fund: one page, and the same figures as open data."""
