"""Bytes to Mail and back."""
