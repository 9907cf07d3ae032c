"""What we tell people, on which ways, and how often we try."""
