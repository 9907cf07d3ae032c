"""What an operator types about procedures."""
