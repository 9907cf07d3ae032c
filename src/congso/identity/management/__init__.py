"""What an operator may ask of identities."""
