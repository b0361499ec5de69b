"""The use cases, one module a feature: load, ask the core, store. No Discord and no SQL here."""
