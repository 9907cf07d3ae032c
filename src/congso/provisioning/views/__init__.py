"""The protocol of RFC 7644: bytes in, one query or command, bytes out."""
