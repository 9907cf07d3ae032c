"""Pages of the registers of personal data."""
