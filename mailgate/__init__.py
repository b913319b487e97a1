"""A support desk that lives entirely in e-mail."""
