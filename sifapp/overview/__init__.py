"""How does the fund work: what stands where, how long it takes, who applies and what comes of it?"""
