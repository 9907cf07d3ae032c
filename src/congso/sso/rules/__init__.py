"""What may be told, to which address, and how long a key is good for: no database, no framework."""
