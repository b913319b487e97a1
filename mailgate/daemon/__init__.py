"""The only wiring: configuration to objects to one task group, signals, systemd, scheduled work."""
