"""The pre-study that the fund pays for: plan, money, report, and what comes of it."""
