"""Pictures that go with answers: the door, the marks, the model card. Words and decisions come from the caller."""

from cogs.shared.pictures.card import CardPicture, Tile, draw_card
from cogs.shared.pictures.marks import Mark

__all__ = ["CardPicture", "Mark", "Tile", "draw_card"]
