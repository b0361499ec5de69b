"""The command line's rooms, a module a group of commands. They stand where the cogs stand and ask the same services."""
