"""Looking for versions that fit several conditions, and keeping a search in a short key for buttons."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar, cast

from babel.core import Locale

from bot.core.catalogue.components import Component
from bot.core.catalogue.documents import Modality, ModelDocument
from bot.core.catalogue.finding import AtLeast, Commerce, Known, Sort, Wanted, fit, in_order, verdict_on
from bot.core.catalogue.short_keys import short_key, slugs_of
from bot.core.definitions import judge_all
from bot.core.definitions.verdicts import Answer, Verdict
from bot.i18n import LANGUAGES, Words
from bot.services.answers import Answers

LEVELS: dict[str, AtLeast] = {
    "o1": AtLeast("osaid", 1),
    "m1": AtLeast("mof", 1),
    "m2": AtLeast("mof", 2),
    "m3": AtLeast("mof", 3),
    "i25": AtLeast("osai", 0.25),
    "i50": AtLeast("osai", 0.5),
    "i75": AtLeast("osai", 0.75),
    "e2": AtLeast("everyday", 2),
    "e3": AtLeast("everyday", 3),
    "e4": AtLeast("everyday", 4),
    "g3": AtLeast("gradient", 3),
    "g5": AtLeast("gradient", 5),
    "g6": AtLeast("gradient", 6),
    "g7": AtLeast("gradient", 7),
    "g8": AtLeast("gradient", 8),
}
"""The verdicts that can be asked for, by a code that buttons keep: a code never changes its meaning."""

_COMMERCE = {"l": Commerce.WITHIN_LIMITS, "e": Commerce.EVERYBODY}
_SORTS = {"n": Sort.NEWEST, "f": Sort.FURTHEST, "a": Sort.NAME}
_KINDS = {kind.value: kind for kind in Modality}
_PARTS = tuple(Component)
_SHAPE = re.compile(r"[0-9a-f]{0,5}(_[a-zA-Z0-9]*){10}")
_Kept = TypeVar("_Kept")


@dataclass(frozen=True)
class Search:
    """What is looked for, in which order, and whether those are shown that only may fit."""

    wanted: Wanted = field(default_factory=Wanted)
    sort: Sort = Sort.NEWEST
    maybe: bool = False

    @property
    def key(self) -> str:
        """The search in at most 64 characters; organisation and family stand there by their short keys."""
        wanted = self.wanted
        fields = (
            f"{sum(1 << _PARTS.index(part) for part in wanted.parts):x}" if wanted.parts else "",
            _code(_COMMERCE, wanted.commerce),
            "d" if wanted.downloadable else "",
            short_key(wanted.organisation) if wanted.organisation else "",
            wanted.country or "",
            short_key(wanted.family) if wanted.family else "",
            wanted.kind or "",
            (wanted.since or "").replace("-", ""),
            _code(LEVELS, wanted.at_least),
            _code(_SORTS, self.sort),
            "m" if self.maybe else "",
        )
        return "_".join(fields)

    @classmethod
    def behind(cls, key: str, answers: Answers) -> "Search | None":
        """The search of a key; None where it names an entry that is gone, or is no such key."""
        if not _SHAPE.fullmatch(key):
            return None
        parts, commerce, download, organisation, country, family, kind, since, level, sort, maybe = key.split("_")
        catalogue = answers.catalogue
        makers = slugs_of([organisation], catalogue.organisations) if organisation else (None,)
        families = slugs_of([family], catalogue.families) if family else (None,)
        if (organisation and makers[0] is None) or (family and families[0] is None):
            return None
        mask = int(parts, 16) if parts else 0
        return cls(
            Wanted(
                parts=tuple(part for place, part in enumerate(_PARTS) if mask >> place & 1),
                commerce=_COMMERCE.get(commerce),
                downloadable=bool(download),
                organisation=makers[0],
                country=country or None,
                family=families[0],
                kind=_KINDS.get(kind),
                since="-".join(piece for piece in (since[:4], since[4:6], since[6:]) if piece) or None,
                at_least=LEVELS.get(level),
            ),
            _SORTS.get(sort, Sort.NEWEST),
            bool(maybe),
        )

    def changed(self, **conditions: object) -> "Search":
        """The same search with other conditions."""
        return replace(self, wanted=replace(self.wanted, **conditions))


def _code(table: dict[str, _Kept], value: _Kept | None) -> str:
    return next((code for code, each in table.items() if each == value), "")


def level_code(wanted: Wanted) -> str:
    """The code in `LEVELS` of the verdict that is asked for; empty where none is."""
    return _code(LEVELS, wanted.at_least)


@dataclass(frozen=True)
class Hit:
    """A version that fits, or may: `unknown` names the conditions that nobody has answered for it."""

    model: ModelDocument
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """The versions that fit, and those of which it is not known, each in the order that was asked for."""

    fitting: tuple[Hit, ...]
    maybe: tuple[Hit, ...]


def find(answers: Answers, search: Search) -> Found:
    """Go through the catalogue. Quick once every version has been asked after; the first time judges them all."""
    unknown: dict[str, tuple[str, ...]] = {}
    fitting: list[Known] = []
    maybe: list[Known] = []
    for model in answers.catalogue.models.values():
        known = _known(answers, model)
        said = fit(search.wanted, known)
        match verdict_on(said):
            case Answer.YES:
                fitting.append(known)
            case Answer.UNKNOWN:
                unknown[model.slug] = tuple(name for name, answer in said.items() if answer is Answer.UNKNOWN)
                maybe.append(known)
            case Answer.NO:
                pass
    return Found(
        tuple(Hit(known.model) for known in in_order(fitting, search.sort)),
        tuple(Hit(known.model, unknown[known.model.slug]) for known in in_order(maybe, search.sort)),
    )


def _known(answers: Answers, model: ModelDocument) -> Known:
    catalogue, slug = answers.catalogue, model.slug

    def verdicts() -> Mapping[str, Verdict]:
        answer = answers.model(slug)
        return answer.verdicts if answer else judge_all(catalogue.profile(slug))

    return Known(model, catalogue.organisations[model.organisation], lambda: catalogue.profile(slug), verdicts)


def named_parts(typed: str, names: Callable[[Component], tuple[str, ...]]) -> tuple[Component, ...] | None:
    """Components from a list that somebody typed, by any of their names; None where a piece names none."""
    by_name = {name.casefold(): part for part in Component for name in (part.value, *names(part))}
    pieces = [piece.strip().casefold() for piece in re.split(r"[,，、;；]", typed)]
    found = [by_name.get(piece) for piece in pieces if piece]
    if None in found:
        return None
    return tuple(part for part in Component if part in found)


def countries(answers: Answers) -> dict[str, int]:
    """The countries of the makers whose versions the catalogue holds, with the number of versions, most first."""
    catalogue = answers.catalogue
    counts: dict[str, int] = {}
    for model in catalogue.models.values():
        country = catalogue.organisations[model.organisation].country
        if country:
            counts[country] = counts.get(country, 0) + 1
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def country_name(code: str, text: Words) -> str:
    """What a country (ISO 3166-1 alpha-2) is called in a language; the code itself where Babel has no name."""
    # Babel gives its tables no types.
    named = cast("Mapping[str, str]", Locale.parse(LANGUAGES[text.language]).territories)
    return named.get(code, code)
