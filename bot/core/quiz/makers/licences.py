"""What makers know of licences: which are told apart, what they are called, which names give an answer away."""

import re

from bot.core.catalogue.documents import LicenceDocument
from bot.core.catalogue.spelling import Kind, parts
from bot.core.quiz.makers.material import Material
from bot.core.quiz.questions import Name, Option

_VAGUE = frozenset({"none", "proprietary", "unnamed-non-commercial", "unnamed-restricted", "unnamed-unrestricted"})
# fmt: off
_COMMON = frozenset(
    (
        "agreement", "ai", "artificial", "attribution", "clause", "commercial", "community", "creative",
        "commons", "data", "derivatives", "general", "gnu", "initiative", "institute", "intelligence",
        "international", "lab", "labs", "language", "large", "license", "licence", "limited", "low",
        "materials", "model", "models", "new", "no", "non", "open", "public", "research", "responsible", "risk",
        "series", "share", "simplified", "source", "terms", "the", "use", "version", "weights", "technology",
        "center", "centre", "university", "team", "project", "group", "for", "of", "and", "code",
    )
)
# fmt: on


def named(licence: LicenceDocument) -> bool:
    """Whether it is one certain licence whose text can be looked up, and not a name that several share."""
    return not licence.generic and licence.slug not in _VAGUE and licence.link is not None


def known_text(licence: LicenceDocument) -> bool:
    """Whether what it allows was read in its text for its entry, or is one of SPDX's well-known ones."""
    return named(licence) and (licence.read is not None or licence.spdx is not None)


def kin(licence: LicenceDocument) -> str:
    """What licences share that differ in version or in a rider only, so that two of them never stand together."""
    if licence.slug.endswith("mit"):
        return "mit"
    return re.sub(r"-\d+(-clause)?", "", re.sub(r"-?v?\d+(\.\d+)+[a-z]*|-\d+$", "", licence.slug))


def name_of_licence(licence: LicenceDocument) -> Name:
    """What it is called: SPDX's identifier where there is one."""
    return Name(text=licence.spdx or licence.name)


def option_of_licence(licence: LicenceDocument) -> Option:
    """A licence as an option."""
    return Option(said=name_of_licence(licence), entry=f"licence/{licence.slug}")


def brands(material: Material) -> frozenset[str]:
    """Words by which people know makers and families: `llama`, `mistral`, `nvidia`."""
    catalogue = material.catalogue
    names = [
        *(name for family in catalogue.families.values() for name in (family.slug, family.name)),
        *(name for body in catalogue.organisations.values() for name in (body.slug, body.name, *body.aliases)),
    ]
    return frozenset(word for name in names for word in telling_words(name) if len(word) > 1)


def telling_words(name: str) -> frozenset[str]:
    """The words of a name by which it is recognised."""
    return frozenset(part.text for part in parts(name) if part.kind is Kind.WORD) - _COMMON


def branded(material: Material) -> frozenset[str]:
    """The licences whose names say whose they are. Responsible-use licences go by whoever wrote them, not by the
    maker of what is under them."""
    known = material.once(brands)
    return frozenset(slug for slug, licence in material.catalogue.licences.items() if _is_branded(licence, known))


def _is_branded(licence: LicenceDocument, known: frozenset[str]) -> bool:
    if licence.spdx or licence.category == "responsible_use":
        return False
    words = telling_words(licence.name) | telling_words(licence.slug)
    return any(word in known or any(word.startswith(brand) for brand in known if len(brand) > 2) for word in words)
