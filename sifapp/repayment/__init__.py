"""The saving goes back to the fund: verified, decided, returned year by year."""
