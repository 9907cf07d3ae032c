"""What prepares, checks and describes a checkout; nothing of it is shipped."""
