"""Pages that anybody reads, and the pages of those who write them."""
