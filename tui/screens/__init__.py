"""One screen a kind of page: they draw the book and never call AWS."""
