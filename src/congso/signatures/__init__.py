"""Digital signatures on documents: who signed, for whom, when, whether it holds, and what changed afterwards."""
