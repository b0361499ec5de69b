"""Changing entries: who may, what a change is, what it does to verdicts. Pure; storing is elsewhere."""
