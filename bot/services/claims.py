"""The use cases of checking claims: read a message, hold what it claims against the catalogue, put the answer in words.

No message is stored, nor is anything of one kept: what can be shared is kept as kinds of claims and slugs alone.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cachetools import LRUCache

from bot.core.catalogue.catalogue import Catalogue
from bot.core.catalogue.documents import LicenceDocument
from bot.core.claims.kinds import KINDS
from bot.core.claims.naming import Named
from bot.core.claims.reading import Claim, ClaimReader
from bot.core.claims.testing import Checked, Part, check
from bot.core.claims.verdicts import Case
from bot.i18n import Words
from bot.services.answers import Answers

_BY_CODE = {kind.code: kind.name for kind in KINDS.values()}
_ITEM = re.compile(
    r"(?P<code>[a-z]{2})(?P<denied>!?)(?P<question>_?)(?P<family>\*?)(?P<key>[a-z0-9.+/-]{1,90})(?:~(?P<licence>[a-z0-9.+-]+))?"
)


@dataclass(frozen=True, slots=True)
class CheckedMessage:
    """What a message names, and every claim in it with its verdict, in the order of the message."""

    named: tuple[Named, ...]
    claims: tuple[Checked, ...]


MOST_KEPT = 16
"""So many servers' own claim checks are kept ready; others are built again when they are asked for."""


class ClaimChecks:
    """The claim checks of all views that are served, each built when it is first asked for."""

    def __init__(self) -> None:
        self._kept: LRUCache[int, ClaimCheck] = LRUCache(MOST_KEPT)

    def of(self, answers: Answers) -> "ClaimCheck":
        """The check for what a server sees."""
        # A kept check holds its answers, so that their number cannot become another's.
        known = self._kept.get(id(answers))
        if known is None:
            known = self._kept[id(answers)] = ClaimCheck(answers)
        return known


class ClaimCheck:
    """Checks claims against the catalogue that `answers` serves, whichever that is at the time."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self._built: tuple[Catalogue, ClaimReader] | None = None

    @property
    def reader(self) -> ClaimReader:
        """Finds names and claims; building it takes some tenths of a second, once for a catalogue."""
        catalogue = self.answers.catalogue
        if self._built is None or self._built[0] is not catalogue:
            reader = ClaimReader(catalogue.models, catalogue.families, catalogue.licences, catalogue.names)
            self._built = (catalogue, reader)
        return self._built[1]

    @property
    def is_ready(self) -> bool:
        """Whether asking needs nothing built."""
        return self._built is not None and self._built[0] is self.answers.catalogue

    def prepare(self) -> None:
        """Build what takes long to build, so that no member waits for it; call it in a thread."""
        self.reader.read("Llama 3.1 is open source")

    def check(self, message: str) -> CheckedMessage:
        """Read a message and test all that it claims. What a quoted line says too counts once, as the writer's."""
        reading = self.reader.read(message)
        return CheckedMessage(reading.named, tuple(check(claim, self._case) for claim in reading.claims))

    def again(self, key: str) -> tuple[Checked, ...]:
        """Test the claims of a key anew, from the catalogue as it is now; what is not there any more is left out."""
        found = (_ITEM.fullmatch(item) for item in key.split(","))
        claims = [claim for match in found if match and (claim := self._claim(match)) is not None]
        return tuple(check(claim, self._case) for claim in claims)

    def _claim(self, match: re.Match[str]) -> Claim | None:
        catalogue = self.answers.catalogue
        kind = _BY_CODE.get(match["code"])
        slug = match["key"]
        if match["family"]:
            named = self.reader.finder.family(slug)
        else:
            model = catalogue.models.get(slug)
            named = Named(model.name, slug=slug, family=model.family) if model else None
        if kind is None or named is None or (match["licence"] and match["licence"] not in catalogue.licences):
            return None
        return Claim(kind, named, bool(match["denied"]), bool(match["question"]), licence=match["licence"])

    def _case(self, slug: str) -> Case | None:
        answer = self.answers.model(slug)
        return Case(answer.profile, answer.verdicts) if answer else None


def key_of(claims: Sequence[Checked], longest: int) -> str:
    """The claims as kinds and slugs, for an identifier of at most so many characters; as many as fit.

    A version that the catalogue lacks has no slug, only what the message called it, and is left out.
    """
    items: list[str] = []
    for checked in claims:
        claim = checked.claim
        if claim.named.is_lacking:
            continue
        item = "".join(
            (
                KINDS[claim.kind].code,
                "!" if claim.denied else "",
                "_" if claim.question else "",
                "*" if claim.named.slug is None else "",
                claim.named.key,
                f"~{claim.licence}" if claim.licence else "",
            )
        )
        if len(",".join((*items, item))) <= longest:
            items.append(item)
    return ",".join(items)


def says_text(claim: Claim, answers: Answers, text: Words, escape: Callable[[str], str] = str) -> str:
    """What is claimed, as a plain sentence without its full stop."""
    licence = answers.catalogue.licences.get(claim.licence or "")
    denied = ".not" if claim.denied else ""
    values = {"name": escape(claim.named.name), "licence": escape(licence.short) if licence else ""}
    return text(f"claim.says.{claim.kind}{denied}", **values)


def instead_text(checked: Checked, answers: Answers, text: Words, escape: Callable[[str], str] = str) -> str:
    """What to say instead, or the answer to a question: the shortest accurate wording."""
    name = escape(checked.claim.named.name)
    if not checked.parts:
        return text("claim.say.lacking", name=name)
    sentences = [sentence for part in checked.parts for sentence in _part(part, answers, text, escape)]
    if checked.depends_on_version:
        return text.sentences([text("claim.say.depends", name=name), *sentences])
    if checked.is_family and checked.versions > 1 and len(checked.parts) == 1:
        sentences.append(text.many("claim.say.all_versions", checked.versions, name=name))
    return text.sentences(sentences)


def _part(part: Part, answers: Answers, text: Words, escape: Callable[[str], str]) -> list[str]:
    named = [(sentence.key, answers.catalogue.licences.get(sentence.licence or "")) for sentence in part.saying]
    return [
        text(key, name=escape(part.name), licence=escape(_called(licence)) if licence else "") for key, licence in named
    ]


def _called(licence: LicenceDocument) -> str:
    """A licence's name without what the catalogue adds behind a comma."""
    return licence.name.partition(", ")[0]
