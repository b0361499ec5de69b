"""The kinds of claims about openness, one file each; a new one is a file and a line in the registry here."""

from collections.abc import Mapping

from bot.core.claims.kinds.closed import CLOSED
from bot.core.claims.kinds.commercial import COMMERCIAL
from bot.core.claims.kinds.downloadable import DOWNLOADABLE
from bot.core.claims.kinds.fully_open import FULLY_OPEN
from bot.core.claims.kinds.kind import ClaimKind
from bot.core.claims.kinds.licence import LICENCE
from bot.core.claims.kinds.open_licence import OPEN_LICENCE
from bot.core.claims.kinds.open_model import OPEN_MODEL
from bot.core.claims.kinds.open_source import OPEN_SOURCE
from bot.core.claims.kinds.open_weights import OPEN_WEIGHTS
from bot.core.claims.kinds.training_code import TRAINING_CODE
from bot.core.claims.kinds.training_data import TRAINING_DATA

KINDS: Mapping[str, ClaimKind] = {
    kind.name: kind
    for kind in (
        OPEN_SOURCE,
        FULLY_OPEN,
        OPEN_WEIGHTS,
        DOWNLOADABLE,
        TRAINING_DATA,
        TRAINING_CODE,
        LICENCE,
        OPEN_LICENCE,
        COMMERCIAL,
        CLOSED,
        OPEN_MODEL,
    )
}
"""The registry. Where two kinds have the same phrase, the first one means it."""
