"""What the desk knows without asking the database: the text of a citizen's card, usual sentences, draft results."""
