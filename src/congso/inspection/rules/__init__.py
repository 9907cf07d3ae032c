"""Who may search the trail, and what they say it is for."""
