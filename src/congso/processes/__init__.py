"""When this happens there, do that here: one file per reaction between contexts."""
