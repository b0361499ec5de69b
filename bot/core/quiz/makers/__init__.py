"""Makers of questions, one file each; a new kind is a file and a line in the registry here."""

from collections.abc import Mapping

from bot.core.quiz.makers.came_first import CameFirst
from bot.core.quiz.makers.event_order import EventOrder
from bot.core.quiz.makers.licence import Licence
from bot.core.quiz.makers.licence_allows import LicenceAllows
from bot.core.quiz.makers.made_by import MadeBy
from bot.core.quiz.makers.maker import Maker
from bot.core.quiz.makers.meaning import Meaning
from bot.core.quiz.makers.meets import Meets
from bot.core.quiz.makers.missing_part import MissingPart
from bot.core.quiz.makers.model_released import ModelReleased
from bot.core.quiz.makers.more_open import MoreOpen
from bot.core.quiz.makers.organisation import Organisation
from bot.core.quiz.makers.publishes import PUBLISHES, WITHHOLDS
from bot.core.quiz.makers.side import Side
from bot.core.quiz.makers.term_for import TermFor
from bot.core.quiz.makers.who_said import WhoSaid
from bot.core.quiz.makers.written import Written
from bot.core.quiz.makers.year import Year

MAKERS: Mapping[str, Maker] = {
    maker.name: maker
    for maker in (
        Written(),
        PUBLISHES,
        WITHHOLDS,
        MissingPart(),
        MoreOpen(),
        Meets(),
        Licence(),
        LicenceAllows(),
        Organisation(),
        MadeBy(),
        WhoSaid(),
        Side(),
        CameFirst(),
        EventOrder(),
        Year(),
        ModelReleased(),
        Meaning(),
        TermFor(),
    )
}
"""The registry."""
