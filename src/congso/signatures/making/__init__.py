"""Making signatures: bytes in, bytes out. Nothing here knows a database; whose key it is was decided before."""
