"""What moderators read: verdicts that change, the audit, entries behind their base. No buttons here."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, cast

from bot.core.editing.changes import Difference
from bot.core.editing.consequences import VerdictChange
from bot.i18n import Words
from bot.services.audit import Act, AuditKind
from bot.services.editing import Behind
from bot.services.wording import verdict_word
from cogs.moderation.drafting import difference
from cogs.moderation.entries import label_of
from cogs.shared.changes import MOST_LINES, difference_lines, fitting, moment, outside, values_of, who, why_lines
from cogs.shared.text import plain

_MOST_ON_VERDICTS = 900
"""Characters."""


def verdict_lines(changes: Sequence[VerdictChange], more: int, text: Words, names: Mapping[str, str]) -> list[str]:
    """How verdicts would change: `OSAID 1.0: cannot tell → not met`. `names` by the versions' slugs."""
    models = dict.fromkeys(change.model for change in changes)
    lines: list[str] = []
    for change in changes:
        before = verdict_word(change.before, text) if change.before else text("change.nothing")
        after = verdict_word(change.after, text) if change.after else text("change.nothing")
        if before == after:
            # What changed is only what the verdict rests on; two alike sides would say nothing.
            continue
        name = f"{plain(names.get(change.model, change.model), 60)}: " if len(models) > 1 else ""
        place = f"{name}{text(f'definition.{change.definition}.short')}"
        lines.append(f"- {text('change.line', place=place, old=before, new=f'**{after}**')}")
    lines = fitting(lines[:MOST_LINES], len(lines), _MOST_ON_VERDICTS, text)
    if more:
        lines.append(f"-# {text.many('change.more_models', more)}")
    return lines


# -- what was done


def act_lines(act: Act, text: Words, name: str | None, most: int = 3) -> list[str]:
    """One line of the audit: who, what, before, after, why."""
    what = text(f"audit.what.{act.what}")
    entry = f" · {name}" if name else ""
    lines = [f"**{what}**{entry}", f"-# {who(act.actor, text)} · {moment(act.at)}"]
    lines += _act_change(act, text, most)
    lines += why_lines(act.reason, act.link, text)
    return lines


def _act_change(act: Act, text: Words, most: int) -> list[str]:
    before, after = _opened_json(act.before), _opened_json(act.after)
    if act.what in (AuditKind.MUTE, AuditKind.UNMUTE):
        return [f"- <@{act.after}>"] if act.after and act.after.isdigit() else []
    if act.what in (AuditKind.SUGGESTION_APPROVED, AuditKind.SUGGESTION_REJECTED):
        lines = [f"- {text('suggestion.wrong')}: {outside(act.before or '', 200)}"]
        return [*lines, f"- {text('suggestion.right')}: {outside(act.after, 200)}"] if act.after else lines
    if before is None and after is None:
        return []
    if act.kind is not None and before is not None and after is not None:
        return difference_lines(difference(act.kind, before, after), before, after, text, most)
    if act.kind is not None:
        return [f"- {text('change.added' if before is None else 'change.hidden')}"]
    old, new = before or {}, after or {}
    keys: dict[str, None] = dict.fromkeys([*old, *new])
    found = [
        Difference((key,), cast("Any", old.get(key)), cast("Any", new.get(key)))
        for key in keys
        if old.get(key) != new.get(key)
    ]
    return difference_lines(found, before, after, text, most)


def _opened_json(written: str | None) -> dict[str, Any] | None:
    try:
        found: object = None if written is None else json.loads(written)
    except ValueError:
        return None
    return cast("dict[str, Any]", found) if isinstance(found, dict) else None


def behind_blocks(behind: Behind, text: Words) -> list[str]:
    """An entry whose base has changed under the server's own: what the base changed, and how ours differs from it."""
    ours, then, now = values_of(behind.ours), values_of(behind.base_then), values_of(behind.base_now)
    blocks = [f"## {label_of(behind.ours or behind.base_now, behind.kind, behind.slug, text)}\n{text('behind.what')}"]
    if behind.base_now is None:
        blocks.append(f"**{text('behind.base')}**\n- {text('behind.base_gone')}")
    elif behind.base_then is None:
        blocks.append(f"**{text('behind.base')}**\n- {text('behind.base_new')}")
    else:
        blocks.append(
            "\n".join([f"**{text('behind.base')}**", *difference_lines(behind.base_changed, then, now, text, 6)])
        )
    if behind.ours is None:
        blocks.append(f"**{text('behind.ours')}**\n- {text('change.hidden')}")
    else:
        blocks.append(
            "\n".join([f"**{text('behind.ours')}**", *difference_lines(behind.ours_differs, now, ours, text, 6)])
        )
    return blocks
