"""What all cases have taught, in one place for the next applicant."""
