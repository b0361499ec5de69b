"""What an import would do, and what is wrong with a file, in words. No decisions here."""

import json
from collections.abc import Iterator, Sequence
from datetime import date

from bot.core.catalogue.plain import Plain
from bot.core.definitions.verdicts import Verdict
from bot.core.editing.changes import Difference
from bot.core.editing.consequences import VerdictChange
from bot.i18n import Words
from bot.services.editing import Proposal
from bot.services.overlay_import import Trial
from bot.services.uploads import ImportFault
from bot.services.wording import verdict_word
from bot.storage.datafiles.faults import key_path
from cogs.shared.text import plain

LONGEST = 3_400
"""Characters of a page; Discord takes 4,000 in a message."""
_MOST_LINES = 8
"""Differences of one entry that are told one by one."""
_MOST_FAULTS = 10
_MOST_NAMED = 5
_VALUE = 90


# -- a dry run


def pages_of(trial: Trial, text: Words) -> list[str]:
    """The pages of a dry run: the summary, then every entry with what would change, then verdicts."""
    blocks = [_summary(trial, text)]
    blocks += [_entry(proposal, trial, text) for proposal in trial.proposals]
    verdicts = list(_verdicts(trial, text))
    if verdicts:
        blocks.append("\n".join([f"### {text('exchange.verdicts')}", *verdicts]))
    if trial.warnings:
        warned = [fault_line(fault, text) for fault in trial.warnings[:_MOST_FAULTS]]
        if len(trial.warnings) > _MOST_FAULTS:
            warned.append(f"-# {text.many('exchange.more_faults', len(trial.warnings) - _MOST_FAULTS)}")
        blocks.append("\n".join([f"### {text('exchange.warnings')}", *warned]))
    pages: list[str] = []
    for block in _cut(blocks):
        if pages and len(pages[-1]) + len(block) + 2 <= LONGEST:
            pages[-1] += f"\n\n{block}"
        else:
            pages.append(block)
    return pages


def _cut(blocks: Sequence[str]) -> Iterator[str]:
    """Blocks that fit a page each, long ones broken between lines."""
    for block in blocks:
        piece = ""
        for line in block.split("\n"):
            if piece and len(piece) + len(line) + 1 > LONGEST:
                yield piece
                piece = line
            else:
                piece = f"{piece}\n{line}" if piece else line
        yield piece


def _summary(trial: Trial, text: Words) -> str:
    added, changed = trial.added, len(trial.proposals) - trial.added
    counts = [text.many("exchange.added", added)] if added else []
    counts += [text.many("exchange.changed", changed)] if changed else []
    counts += [text.many("exchange.same", len(trial.same))] if trial.same else []
    lines = [f"## {text('exchange.trial')}", text.listing(counts)]
    if trial.unproven:
        lines.append(text("exchange.link_needed", entries=entries_text([slug for _, slug in trial.unproven], text)))
    return "\n".join([*lines, f"-# {text('exchange.trial.note')}"])


def entries_text(slugs: Sequence[str], text: Words) -> str:
    """A few entries by their slugs, the others as dots."""
    named = [f"`{plain(slug, 80)}`" for slug in slugs[:_MOST_NAMED]]
    return text.listing([*named, "…"] if len(slugs) > _MOST_NAMED else named)


def _entry(proposal: Proposal, trial: Trial, text: Words) -> str:
    kind = text(f"exchange.kind.{proposal.kind}")
    key = "exchange.entry.new" if proposal.before is None else "exchange.entry"
    head = f"**{text(key, kind=kind, slug=plain(proposal.slug, 80))}**"
    lines = [head]
    told = [one for one in proposal.differences if one.path != ("slug",)] or list(proposal.differences)
    lines += [difference_line(one, text, new=proposal.before is None) for one in told[:_MOST_LINES]]
    if len(told) > _MOST_LINES:
        lines.append(f"-# {text.many('exchange.more_differences', len(told) - _MOST_LINES)}")
    lines.append(f"-# {plain(trial.files[proposal.kind, proposal.slug], 120)}")
    return "\n".join(lines)


def difference_line(one: Difference, text: Words, *, new: bool = False) -> str:
    """A difference in one line; of a new entry only what it says."""
    where = plain(key_path(one.path), 90)
    after = _value(one.after, text)
    if new:
        return f"- {where}: {after}"
    return "- " + text("exchange.difference", where=where, before=_value(one.before, text), after=after)


def _value(value: Plain, text: Words) -> str:
    if value is None:
        return text("exchange.nothing")
    if isinstance(value, str):
        return plain(" ".join(value.split()), _VALUE)
    return plain(json.dumps(value, ensure_ascii=False, default=_day), _VALUE)


def _day(value: object) -> str:
    assert isinstance(value, date)
    return value.isoformat()


def _verdicts(trial: Trial, text: Words) -> Iterator[str]:
    for change in trial.consequences:
        # What is new had no verdict, so nothing changes for those who know the old one.
        if change.before is not None:
            yield verdict_line(change, text)
    if trial.more_models:
        yield f"-# {text.many('exchange.more_models', trial.more_models)}"


def verdict_line(change: VerdictChange, text: Words) -> str:
    """How a verdict would change."""
    return "- " + text(
        "exchange.verdict",
        model=plain(change.model, 80),
        definition=text(f"definition.{change.definition}.short"),
        before=_said(change.before, text),
        after=_said(change.after, text),
    )


def _said(verdict: Verdict | None, text: Words) -> str:
    return verdict_word(verdict, text) if verdict is not None else text("exchange.nothing")


# -- faults


def faults_text(faults: Sequence[ImportFault], text: Words) -> str:
    """Everything that is wrong with what was sent, by file, line and field."""
    lines = [f"## {text('exchange.faults')}", text("exchange.faults.note")]
    for fault in faults[:_MOST_FAULTS]:
        line = fault_line(fault, text)
        if sum(map(len, lines)) + len(line) > LONGEST:
            break
        lines.append(line)
    rest = len(faults) - (len(lines) - 2)
    if rest:
        lines.append(f"-# {text.many('exchange.more_faults', rest)}")
    return "\n".join(lines)


def fault_line(fault: ImportFault, text: Words) -> str:
    """One fault: where it is, and what is expected there."""
    place = plain(fault.file, 100)
    if fault.line:
        place = text("exchange.line", file=place, line=fault.line)
    key = plain(fault.key, 90)
    where = " · ".join(f"**{piece}**" for piece in (place, key) if piece)
    said = _worded(fault, text)
    return f"- {where}: {said}" if where else f"- {said}"


_ALIKE = {
    "date_from_datetime_parsing": "date_parsing",
    "date_from_datetime_inexact": "date_parsing",
    "date_type": "date_parsing",
    "literal_error": "enum",
    "model_type": "dict_type",
    "bool_type": "bool_parsing",
    "int_type": "int_parsing",
    "int_from_float": "int_parsing",
    "float_type": "float_parsing",
}
_WORDED = frozenset((
    "too_large", "empty_file", "not_zip", "broken_zip", "nothing_inside", "too_many_files", "too_large_unpacked",
    "no_plain_file", "name_twice", "encrypted", "packed_strangely", "bomb", "nested", "wrong_ending", "bad_name",
    "file_too_long", "encoding", "no_mapping", "no_such_folder", "which_kind", "slug_and_name", "entry_twice",
    "left_out", "no_home", "no_such_model", "expected", "yaml", "unknown_licence", "dropped_link",
    "too_many_entries", "no_change", "breaks", "missing", "extra_forbidden", "enum", "string_type",
    "string_too_long", "string_too_short", "string_pattern_mismatch", "date_parsing", "bool_parsing", "int_parsing",
    "float_parsing", "tuple_type", "dict_type", "too_short", "too_long", "unseen", "turning", "mention", "markdown",
    "link_disguised", "link_characters", "slug_changed", "entry_too_long", "empty", "reference",
))  # fmt: skip
"""Codes with words of their own in every language; what has none is said in the words of `catalogue check`."""


def _worded(fault: ImportFault, text: Words) -> str:
    code = _ALIKE.get(fault.code, fault.code)
    if code not in _WORDED:
        return plain(fault.sentence, 260)
    values = {name: plain(value, 200) for name, value in fault.values.items()}
    given = dict.fromkeys(_PLACES, "") | values | {"said": plain(fault.sentence, 260)}
    return text(f"exchange.fault.{code}", **given)


_PLACES = (
    "most", "count", "known", "stem", "slug", "other", "why", "judged", "model", "expected", "problem", "licence",
    "link", "what", "max_length", "min_length", "character", "mark",
)  # fmt: skip
"""What the messages may fill in; a fault that does not say one leaves it empty."""
