"""How fast Ajar is. Run with `make bench`; nothing here is a test, since a busy machine would fail it."""
