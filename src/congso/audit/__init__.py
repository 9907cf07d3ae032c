"""The append-only trail (nhật ký): who did or read what, acting for whom, from where."""
