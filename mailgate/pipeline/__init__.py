"""One mail, one way: read, gather, decide, commit."""
