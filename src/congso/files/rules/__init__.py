"""What a handed-in file must be."""
