"""The council: meetings, conflict of interest, scores and what comes of them."""
