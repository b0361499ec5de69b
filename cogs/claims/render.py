"""Checked claims as the text of a message; no decisions on what holds."""

from urllib.parse import urlsplit

from bot.core.claims.testing import Checked
from bot.core.claims.verdicts import Verdict
from bot.i18n import Words
from bot.services.answers import Answers
from bot.services.claims import CheckedMessage, instead_text, says_text
from bot.services.wording import verdict_word
from cogs.shared.pictures.marks import Mark
from cogs.shared.signs import Signs
from cogs.shared.text import link, plain

SHOWN = 5
"""Claims in one answer, at most."""
ROOM = 3400
"""Characters for claims in one answer; Discord takes 4,000, and the rest is for the quote and the footer."""
_LONGEST_LINK = 180
_QUOTE = 160
_NAMES = 8

_MARKS = {
    Verdict.HOLDS: Mark.PUBLIC,
    Verdict.MISLEADING: Mark.PARTIAL,
    Verdict.FALSE: Mark.CLOSED,
    Verdict.CANNOT_TELL: Mark.UNKNOWN,
}


def claim_blocks(claims: tuple[Checked, ...], answers: Answers, text: Words, signs: Signs) -> list[str]:
    """A paragraph for each claim, the first line of each the answer; as many as there is room for."""
    blocks: list[str] = []
    for checked in claims[:SHOWN]:
        block = _block(checked, answers, text, signs, evidence=True)
        if sum(map(len, blocks)) + len(block) > ROOM:
            block = _block(checked, answers, text, signs, evidence=False)
        if sum(map(len, blocks)) + len(block) > ROOM:
            break
        blocks.append(block)
    hidden = len(claims) - len(blocks)
    return [*blocks, *([text.many("claim.more", hidden)] if hidden else [])]


def _block(checked: Checked, answers: Answers, text: Words, signs: Signs, *, evidence: bool) -> str:
    claim, sign = checked.claim, signs.sign(_MARKS[checked.verdict])
    said = instead_text(checked, answers, text, plain)
    if claim.question:
        answer = text(f"claim.answer.{checked.verdict}")
        lines = [text("claim.line.question", sign=sign, answer=answer, said=said)]
    else:
        verdict = text(f"claim.verdict.{checked.verdict}")
        says = says_text(claim, answers, text, plain)
        lines = [text("claim.line", sign=sign, verdict=verdict, says=says[:1].upper() + says[1:])]
        exact = checked.verdict is Verdict.HOLDS
        lines.append(text("claim.line.exactly", said=said) if exact else text("claim.line.instead", said=said))
    if claim.quoted:
        lines.append(text("claim.line.quoted"))
    if checked.definitions:
        named = [
            text("claim.line.definition", definition=text(f"definition.{name}.short"), verdict=verdict_word(v, text))
            for name, v in checked.definitions.items()
        ]
        lines.append(text("claim.line.definitions", verdicts=" · ".join(named)))
    links = [one for one in checked.evidence if len(one) <= _LONGEST_LINK]
    if evidence and links:
        masked = " · ".join(link(plain(urlsplit(one).hostname or one, 40), one) for one in links)
        lines.append(text("claim.line.evidence", links=masked))
    return "\n".join(lines)


def private_blocks(checked: CheckedMessage, message: str, answers: Answers, text: Words, signs: Signs) -> list[str]:
    """The private answer: the claims, or that there are none, and what it was read from."""
    blocks = claim_blocks(checked.claims, answers, text, signs)
    if not blocks:
        names = [plain(named.name, 60) for named in checked.named[:_NAMES]]
        lines = [text("claim.none")]
        if names:
            lines.append(text("claim.none.named", names=text.listing(names)))
        blocks = ["\n".join([*lines, text("claim.none.hint")])]
    quoted = text("claim.message", message=plain(" ".join(message.split()), _QUOTE))
    return [*blocks, f"{quoted}\n{text('claim.method')}"]


def shared_blocks(claims: tuple[Checked, ...], who: str, answers: Answers, text: Words, signs: Signs) -> list[str]:
    """The card for everyone: the same claims, nothing of the message and nobody's name but the sharer's."""
    return [*claim_blocks(claims, answers, text, signs), text("claim.shared", who=plain(who, 60))]
