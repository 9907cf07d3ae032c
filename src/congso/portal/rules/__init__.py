"""What pages for people say about a dossier, and what they offer: pure, without framework."""
