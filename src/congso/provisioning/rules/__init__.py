"""What a user and a group are to other systems, in the words of RFC 7643: no database, no framework."""
