"""Ajar: how far a model's door stands open, and on whose word. The program; Discord's commands live in `cogs`."""

__version__ = "0.1.0"
