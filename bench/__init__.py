"""How fast is mailgate, beside a server that does nothing? Run as `python -m bench.run`."""
