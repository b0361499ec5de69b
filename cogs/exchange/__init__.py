"""Exchange with files: a server's changes as files of the catalogue, and such files into a server."""
