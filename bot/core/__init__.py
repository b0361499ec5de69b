"""The domain in pure Python: no Discord, no SQL, no clock, no files. Everything here can be tested with values alone."""
