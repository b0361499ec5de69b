"""Pictures that go with answers: card, stance, timeline, and the signs. Words and decisions come from the caller."""

from cogs.shared.pictures.card import CardPicture, Tile, draw_card
from cogs.shared.pictures.marks import Mark
from cogs.shared.pictures.stance import StancePicture, StancePoint, draw_stance
from cogs.shared.pictures.timeline import TimelineEntry, TimelinePicture, draw_timeline

__all__ = [
    "CardPicture",
    "Mark",
    "StancePicture",
    "StancePoint",
    "Tile",
    "TimelineEntry",
    "TimelinePicture",
    "draw_card",
    "draw_stance",
    "draw_timeline",
]
