"""The command line's rooms: each module one group of commands. They stand where the cogs stand and ask the same services."""
