"""Checking claims about openness where they are made: the context menu and `/claim`."""
