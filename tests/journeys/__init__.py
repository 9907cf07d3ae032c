"""The whole way in a real browser, by real people: over real HTTP, with the outside world in its own process."""
