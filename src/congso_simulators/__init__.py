"""The outside world of a province, as real services on this machine: VNeID, an SMS gateway, people's mailboxes.

They speak the protocols of the real ones over real sockets and can be told to fail (`/dieu-khien/`). Nothing here is
imported by `congso`, and nothing of `congso` is imported here: only addresses and secrets connect the two.
"""
