"""The law of acting for another, as small functions."""
