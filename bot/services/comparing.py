"""Comparing versions: what was typed into versions, versions into a comparison, and all of it into a short key."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.catalogue.documents import ModelDocument
from bot.core.catalogue.names import Finding, FindingKind
from bot.core.catalogue.short_keys import short_key, slugs_of
from bot.core.comparing import Contrast, Lead, LicenceTerms, contrasts, lead, licence_terms, plausible
from bot.services.answers import Answers, ModelAnswer

LED_BY = "gradient"
"""The definition whose order the first line tells: the one with the most steps that judges almost every version."""


@dataclass(frozen=True)
class Comparison:
    """Everything that is shown of two to four versions; the rest counts them by their place in `versions`."""

    versions: tuple[ModelAnswer, ...]
    lead: Lead
    contrasts: tuple[Contrast, ...]
    terms: tuple[LicenceTerms, ...]

    @property
    def slugs(self) -> tuple[str, ...]:
        """The versions' slugs, in their order."""
        return tuple(answer.model.slug for answer in self.versions)


@dataclass(frozen=True)
class Meant:
    """What a typed name was taken for. `slug` is None where that has to be asked."""

    query: str
    finding: Finding
    slug: str | None
    newest_of: str | None = None
    """The family or maker that was named, where its newest version stands in for it."""


def meant(answers: Answers, query: str) -> Meant:
    """A version; or for a family or a maker its newest one, as `/model profile` puts it first."""
    finding = answers.find(query)
    if finding.kind is FindingKind.MODEL and finding.slug in answers.catalogue.models:
        return Meant(query, finding, finding.slug)
    if finding.kind is FindingKind.FAMILY and finding.candidates:
        catalogue = answers.catalogue
        if finding.family:
            newest = catalogue.versions(finding.family)[0].slug
            return Meant(query, finding, newest, catalogue.families[finding.family].name)
        maker = finding.organisation or catalogue.models[finding.candidates[0].slug].organisation
        newest = catalogue.versions_of_maker(maker)[0].slug
        return Meant(query, finding, newest, catalogue.organisations[maker].name)
    return Meant(query, finding, None)


def compare(answers: Answers, slugs: Sequence[str]) -> Comparison | None:
    """Compare versions by their slugs; None where the catalogue lacks one of them (any more)."""
    versions = [answer for slug in slugs if (answer := answers.model(slug)) is not None]
    if not versions or len(versions) < len(slugs):
        return None
    profiles = [answer.profile for answer in versions]
    return Comparison(
        versions=tuple(versions),
        lead=lead([answer.verdicts for answer in versions], LED_BY),
        contrasts=contrasts(profiles),
        terms=tuple(licence_terms(profile) for profile in profiles),
    )


def suggestions(answers: Answers, slugs: Sequence[str], most: int) -> tuple[ModelDocument, ...]:
    """Versions that one may want to see beside these."""
    models = answers.catalogue.models
    return plausible([models[slug] for slug in slugs], list(models.values()), most)


def key_of(slugs: Sequence[str]) -> str:
    """A short key of versions in their order, at most 43 characters for four."""
    return ".".join(short_key(slug) for slug in slugs)


def slugs_behind(answers: Answers, key: str) -> tuple[str, ...] | None:
    """The versions behind a key of `key_of`; None where the catalogue lacks one of them (any more)."""
    found = slugs_of(key.split("."), answers.catalogue.models)
    slugs = tuple(slug for slug in found if slug is not None)
    return slugs if len(slugs) == len(found) else None
