"""What an operator may ask of the programming interface."""
