"""What a server's administrators set: `/settings`."""
