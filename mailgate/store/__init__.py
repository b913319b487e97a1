"""What is kept, and the only importer of the database library."""

from mailgate.store.store import Store, Tx

__all__ = ["Store", "Tx"]
