"""Bytes people hand in and agencies give out: stored once by content, typed by content, never served unasked."""
