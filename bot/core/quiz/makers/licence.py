"""Under which licence are the weights of a version: the agreed one among others that it is not for certain."""

import random
from collections.abc import Iterable

from bot.core.catalogue.components import Component
from bot.core.catalogue.documents import LicenceDocument
from bot.core.quiz.makers.certainty import Proof, lineage
from bot.core.quiz.makers.drawing import WRONG, by_distance, cited, identifier, level_of, name_of, wording
from bot.core.quiz.makers.licences import branded, kin, name_of_licence, named, option_of_licence, telling_words
from bot.core.quiz.makers.maker import Seed
from bot.core.quiz.makers.material import Material
from bot.core.quiz.questions import Message, Question, Subject

_WEIGHTS = Component.FINAL_WEIGHTS
_PLACES = ("open", "open_data", "responsible_use", "community", "non_commercial")
"""Categories from free to narrow: neighbours are the more plausible."""


class Licence:
    """Two sources agree on the terms. Where both name the licence, any other is wrong; where one of them says only
    that use is free, or is not, those of the other sort alone are wrong for certain. A licence whose name tells the
    maker stands only among its like, and never where the version's own name gives it away."""

    name = "licence"
    subject = Subject.LICENCES

    def subjects(self, material: Material) -> Iterable[Seed]:
        """A seed for each version whose licence is certain and not told by its name."""
        for model, proof in material.public[_WEIGHTS].items():
            licence = _licence(material, model, proof)
            made = identifier(self.name, model)
            if licence and made and len({kin(other) for other in _others(material, model, licence)}) >= WRONG:
                # The licence itself may come up again with another version: it is no entry of the seed.
                yield Seed(made, level_of(material, model), (f"model/{model}",))

    def make(self, material: Material, seed: Seed, chance: random.Random) -> Question | None:
        """The question of a seed."""
        model = seed.entries[0].partition("/")[2]
        proof = material.public[_WEIGHTS][model]
        licence = _licence(material, model, proof)
        if licence is None:
            return None
        place = _PLACES.index(licence.category)

        def distance(other: LicenceDocument) -> float:
            return abs(_PLACES.index(other.category) - place) + (0 if other.spdx else 1)

        drawn: dict[str, LicenceDocument] = {}
        for other in by_distance(_others(material, model, licence), distance, chance):
            drawn.setdefault(kin(other), other)
        wrong = list(drawn.values())[:WRONG]
        if len(wrong) < WRONG:
            return None
        return Question(
            id=seed.id,
            maker=self.name,
            subject=self.subject,
            level=seed.level,
            prompt=wording(self.name, 3, chance, model=name_of(material, model)),
            options=tuple(option_of_licence(each) for each in (licence, *wrong)),
            answer=(0,),
            explanation=Message(
                key="question.licence.why",
                values={"model": name_of(material, model), "licence": name_of_licence(licence)},
            ),
            sources=cited(material, [proof]),
            entries=seed.entries,
        )


def _licence(material: Material, model: str, proof: Proof) -> LicenceDocument | None:
    licence = material.catalogue.licences.get(proof.part.licence or "")
    if licence is None or not proof.solid or not named(licence) or licence.category not in _PLACES:
        return None
    spoken = {voice.assessment.licence for voice in proof.part.voices if voice.assessment.licence}
    fitting = {licence.slug, *(slug for slug in spoken if not _tells(material, slug))}
    if not spoken <= fitting:
        return None
    words = telling_words(licence.name) | telling_words(licence.slug)
    document = material.catalogue.models[model]
    own = telling_words(document.name) | telling_words(document.slug) | telling_words(document.family)
    if any(
        word.startswith(mine) or mine.startswith(word) for word in words for mine in own if len(min(word, mine)) > 2
    ):
        return None
    return licence


def _tells(material: Material, slug: str) -> bool:
    licence = material.catalogue.licences.get(slug)
    return licence is not None and licence.category != "unnamed" and not licence.generic


def _others(material: Material, model: str, licence: LicenceDocument) -> list[LicenceDocument]:
    proof = material.public[_WEIGHTS][model]
    sources = material.catalogue.sources
    naming = {lineage(v.record.source, sources) for v in proof.voices if v.assessment.licence == licence.slug}
    marked = material.once(branded)
    own_brand = licence.slug in marked
    return [
        other
        for other in material.catalogue.licences.values()
        if named(other)
        and other.category in _PLACES
        and kin(other) != kin(licence)
        and other.any_use is not None
        and (len(naming) > 1 or (licence.any_use is not None and other.any_use is not licence.any_use))
        and (own_brand or other.slug not in marked)
    ]
