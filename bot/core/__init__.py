"""The domain in pure Python: no Discord, no SQL, no clock, no files. It can be tested with values alone."""
