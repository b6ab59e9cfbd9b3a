"""Papers that last: what goes to the e-archive, what is removed and when, what is kept about oneself."""
