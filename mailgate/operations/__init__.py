"""Is it healthy: probes, metrics, the word to systemd."""
