"""Ranking versions of a kind or a family under one definition."""

from dataclasses import dataclass

from bot.core.catalogue.documents import Modality
from bot.core.catalogue.finding import is_of_kind
from bot.core.catalogue.short_keys import short_key, slugs_of
from bot.core.definitions.verdicts import Answer
from bot.core.ranking import Ranking, rank
from bot.services.answers import Answers

_CODES = {"o": "osaid", "m": "mof", "i": "osai", "e": "everyday", "g": "gradient"}
"""Definitions by the letter that buttons keep."""
_KINDS = {kind.value: kind for kind in Modality}


@dataclass(frozen=True)
class Asked:
    """Which definition ranks, among which versions."""

    definition: str
    kind: Modality | None = None
    family: str | None = None

    @property
    def key(self) -> str:
        """The question in at most 23 characters."""
        code = next(code for code, name in _CODES.items() if name == self.definition)
        return f"{code}_{self.kind or ''}_{short_key(self.family) if self.family else ''}"

    @classmethod
    def behind(cls, key: str, answers: Answers) -> "Asked | None":
        """The question of a key; None where it names a family that is gone, or is no such key."""
        code, _, rest = key.partition("_")
        kind, _, family = rest.partition("_")
        found = slugs_of([family], answers.catalogue.families)[0] if family else None
        if code not in _CODES or (family and found is None):
            return None
        return cls(_CODES[code], _KINDS.get(kind), found)


def ranking(answers: Answers, asked: Asked) -> Ranking:
    """The ranking, newest first among equals. Quick once every version has been asked after."""
    models = sorted(answers.catalogue.models.values(), key=lambda model: model.name.casefold())
    models.sort(key=lambda model: model.released or "", reverse=True)
    verdicts = {
        model.slug: answer.verdicts[asked.definition]
        for model in models
        if (asked.family is None or model.family == asked.family)
        and (asked.kind is None or is_of_kind(model, asked.kind) is Answer.YES)
        and (answer := answers.model(model.slug)) is not None
    }
    return rank(verdicts)
