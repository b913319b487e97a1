"""The words of the trade as values."""
