"""Asking about models: `/model profile`, `/model definitions`, and the buttons under a card."""
