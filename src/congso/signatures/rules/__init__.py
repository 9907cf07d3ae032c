"""What signatures mean, as pure functions of what was read."""
