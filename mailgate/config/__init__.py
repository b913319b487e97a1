"""Typed, frozen configuration; every error at once."""
