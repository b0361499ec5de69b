"""Spellings of licences into the slugs of `data/licences`, for our licence field only.

The framework's own rule matches to the letter and never uses this table. The spellings themselves stand as
`aliases` in the licence files; here is only how two spellings are compared.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self

from bot.core.catalogue.documents import LicenceDocument

RELEASES = frozenset({"open", "open_data", "community", "non_commercial", "responsible_use"})
"""Categories of licences under which something is handed out."""
OPEN = frozenset({"open", "open_data"})

NOT_A_LICENCE = re.compile(
    r"""(?x) undisclosed | unknown\b.* | unclear | various | mixed | na | n/?a | none | tbd\b.* | custom\ licen[cs]e
    | other\ licen[cs]e | licen[cs]e | purposely\ left\ ambiguous
    | (component\ )+not\ includ(e|ed)\b.* | licen[cs]e\ only\ specified\ .*"""
)
"""What sources write in the place of a licence where they name none; nothing to report there."""


@dataclass(frozen=True)
class LicenceNames:
    """Looks spellings up. Built from a mapping of aliases to slugs, and of slugs to categories."""

    aliases: Mapping[str, str] = field(default_factory=dict[str, str])
    """Any spelling to slug."""
    categories: Mapping[str, str] = field(default_factory=dict[str, str])
    """Slug to `category` of its licence file."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "aliases", {folded(alias): slug for alias, slug in self.aliases.items()})

    @classmethod
    def of(cls, licences: Iterable[LicenceDocument]) -> Self:
        """From the licence files: slug, name, short form, SPDX identifier and aliases all count as spellings.

        An alias that somebody wrote beats a spelling that only follows from a name.
        """
        licences = tuple(licences)
        aliases: dict[str, str] = {}
        for licence in licences:
            for spelling in (licence.name, licence.short):
                aliases.setdefault(folded(spelling), licence.slug)
        for licence in licences:
            for spelling in (*licence.aliases, licence.slug, *([licence.spdx] if licence.spdx else ())):
                aliases[folded(spelling)] = licence.slug
        return cls(aliases, {licence.slug: licence.category for licence in licences})

    def slug(self, spelling: str | None) -> str | None:
        """The slug for a spelling, or None where the table does not know it."""
        return self.aliases.get(folded(spelling)) if spelling else None

    def is_release(self, slug: str | None) -> bool:
        """Whether this is a licence under which something is handed out at all."""
        return self.categories.get(slug or "") in RELEASES

    def is_open(self, slug: str | None) -> bool:
        """Whether the licence file calls it open."""
        return self.categories.get(slug or "") in OPEN


def folded(spelling: str) -> str:
    """A spelling without what makes no difference: case, kinds of dashes and blanks, and licence or license."""
    plain = re.sub(r"[\s_‐-―-]+", " ", spelling.casefold()).strip(" .")
    return plain.replace("licence", "license")


def names_no_licence(spelling: str) -> bool:
    """Whether a source wrote these words where it names no licence."""
    return bool(NOT_A_LICENCE.fullmatch(spelling.strip().casefold()))
