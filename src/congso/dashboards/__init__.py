"""Read-only figures for unit heads and leaders; every number opens down to its rows."""
