"""The officers' pages, by what they are for."""
