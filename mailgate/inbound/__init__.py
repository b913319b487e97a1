"""Bytes in, durable, and only then 250."""
