"""Who said what: `/quote`, `/debate`, `/who`, `/timeline`, and the buttons under them."""
