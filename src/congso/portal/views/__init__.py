"""Pages for people. A page parses, asks or changes one thing, and shows it."""
