"""Which of these licences allows something, or does not: read off the licences' own texts."""

import random
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.core.catalogue.documents import Allowance, LicenceDocument
from bot.core.quiz.makers.drawing import WRONG, by_distance, identifier, wording
from bot.core.quiz.makers.licences import kin, known_text, name_of_licence, option_of_licence
from bot.core.quiz.makers.maker import Seed
from bot.core.quiz.makers.material import Material
from bot.core.quiz.questions import Cited, Level, Listing, Message, Name, Question, Subject

_TELLING = re.compile(r"non-?\s?commercial|research|evaluation|\bNC\b|non-production", re.IGNORECASE)
"""What tells that a licence is not for business; SPDX's short names are left to be known."""


def _trade_open(licence: LicenceDocument) -> bool:
    return licence.commercial is Allowance.YES


def _trade_shut(licence: LicenceDocument) -> bool:
    return licence.commercial is Allowance.NO and (licence.spdx is not None or not _TELLING.search(licence.name))


def _any_use(licence: LicenceDocument) -> bool:
    return licence.any_use is True and licence.field_limits is False and licence.commercial is Allowance.YES


def _limits_purposes(licence: LicenceDocument) -> bool:
    return licence.field_limits is True and not _TELLING.search(licence.name)


def _limits_size(licence: LicenceDocument) -> bool:
    return licence.scale_limits is not None


def _any_size(licence: LicenceDocument) -> bool:
    return licence.scale_limits is None and licence.commercial is Allowance.YES


def _approved(licence: LicenceDocument) -> bool:
    return licence.osi_approved


def _never_approved(licence: LicenceDocument) -> bool:
    """Terms that limit use cannot be approved, and of the rest SPDX's list says it for those that it holds."""
    return not licence.osi_approved and (licence.any_use is False or licence.spdx is not None)


@dataclass(frozen=True, slots=True)
class _Trait:
    name: str
    finer: int
    right: Callable[[LicenceDocument], bool]
    wrong: Callable[[LicenceDocument], bool]


_TRAITS = (
    _Trait("trade_open", 0, _trade_open, _trade_shut),
    _Trait("trade_shut", 0, _trade_shut, _trade_open),
    _Trait("any_use", 0, _any_use, _limits_purposes),
    _Trait("limits_purposes", 0, _limits_purposes, _any_use),
    _Trait("limits_size", 1, _limits_size, _any_size),
    _Trait("approved", 0, _approved, _never_approved),
)


class LicenceAllows:
    """Only licences whose text was read for their entries, or that SPDX lists; "under conditions" is neither."""

    name = "licence_allows"
    subject = Subject.LICENCES

    def subjects(self, material: Material) -> Iterable[Seed]:
        """A seed for each licence that has a trait."""
        licences = [licence for licence in material.catalogue.licences.values() if known_text(licence)]
        for trait in _TRAITS:
            kinds = {kin(licence) for licence in licences if trait.wrong(licence)}
            for licence in licences:
                made = identifier(self.name, trait.name, licence.slug)
                if made and trait.right(licence) and len(kinds - {kin(licence)}) >= WRONG:
                    yield Seed(made, _level(licence, trait), (f"licence/{licence.slug}",))

    def make(self, material: Material, seed: Seed, chance: random.Random) -> Question | None:
        """The question of a seed."""
        slug = seed.entries[0].partition("/")[2]
        trait = next(t for t in _TRAITS if seed.id == identifier(self.name, t.name, slug))
        licence = material.catalogue.licences[slug]
        others = [
            other
            for other in material.catalogue.licences.values()
            if known_text(other) and trait.wrong(other) and kin(other) != kin(licence)
        ]
        drawn: dict[str, LicenceDocument] = {}
        for other in by_distance(others, lambda other: 0.0 if bool(other.spdx) is bool(licence.spdx) else 2.0, chance):
            drawn.setdefault(kin(other), other)
        wrong = list(drawn.values())[:WRONG]
        if len(wrong) < WRONG or licence.link is None:
            return None
        shown = name_of_licence(licence)
        others_shown = Listing(items=tuple(name_of_licence(each) for each in wrong))
        return Question(
            id=seed.id,
            maker=self.name,
            subject=self.subject,
            level=seed.level,
            prompt=wording(f"{self.name}.{trait.name}", 2, chance),
            options=tuple(option_of_licence(each) for each in (licence, *wrong)),
            answer=(0,),
            explanation=Message(
                key=f"question.licence_allows.{trait.name}.why", values={"licence": shown, "others": others_shown}
            ),
            sources=tuple(
                Cited(title=Name(text=each.name), link=each.link) for each in (licence, *wrong)[:3] if each.link
            ),
            entries=seed.entries,
        )


def _level(licence: LicenceDocument, trait: _Trait) -> Level:
    """Licences of SPDX's list are met everywhere, those of single makers only by who looks."""
    level = (1 if licence.spdx else 2) + trait.finer
    return 1 if level <= 1 else 2 if level == 2 else 3
