"""Rules of organisation in time, as pure functions and frozen data."""
