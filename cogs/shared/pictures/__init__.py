"""Pictures that go with answers, and the signs. Words and decisions come from the caller."""

from cogs.shared.pictures.bars import Bar, BarsPicture, draw_bars
from cogs.shared.pictures.card import CardPicture, Tile, draw_card
from cogs.shared.pictures.comparison import Cell, Column, ComparisonPicture, draw_comparison
from cogs.shared.pictures.marks import Mark
from cogs.shared.pictures.podium import PodiumPicture, PodiumPlace, can_show, draw_podium
from cogs.shared.pictures.render import drawn
from cogs.shared.pictures.spectrum import SpectrumPicture, SpectrumStep, draw_spectrum
from cogs.shared.pictures.stance import StancePicture, StancePoint, draw_stance
from cogs.shared.pictures.timeline import TimelineEntry, TimelinePicture, draw_timeline

__all__ = [
    "Bar",
    "BarsPicture",
    "CardPicture",
    "Cell",
    "Column",
    "ComparisonPicture",
    "Mark",
    "PodiumPicture",
    "PodiumPlace",
    "SpectrumPicture",
    "SpectrumStep",
    "StancePicture",
    "StancePoint",
    "Tile",
    "TimelineEntry",
    "TimelinePicture",
    "can_show",
    "draw_bars",
    "draw_card",
    "draw_comparison",
    "draw_podium",
    "draw_spectrum",
    "draw_stance",
    "draw_timeline",
    "drawn",
]
