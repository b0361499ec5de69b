"""Privacy: what is kept about a member, and erasing it."""
