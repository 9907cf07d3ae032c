"""What operators type about the organisation."""
