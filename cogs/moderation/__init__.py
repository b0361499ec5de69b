"""Moderation: correcting entries, what members suggest, who changed what: `/entry`, `/suggest`, `/audit`."""
