"""What identity numbers, telephone numbers, claims and levels of assurance mean."""
