"""Pages about signatures: checking a file and what a code on a paper leads to, for everybody; for administrators."""
