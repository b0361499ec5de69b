"""The words of `/model fit`: a question, and what fits with its reasons. Decides nothing; names no model the best."""

from collections.abc import Iterator, Sequence
from enum import StrEnum

from bot.core.catalogue.components import Component
from bot.core.catalogue.documents import Allowance, LicenceDocument, ModelDocument
from bot.core.catalogue.resolve import Profile
from bot.core.choosing import (
    QUESTIONS,
    Business,
    Choice,
    Need,
    Running,
    Study,
    Tuning,
    Wishes,
    ask_for_weights,
    is_silent,
    needs,
    pull_apart,
    sizes_named,
)
from bot.i18n import Words
from bot.services.answers import Answers, ModelAnswer
from cogs.shared.signs import Signs
from cogs.shared.text import plain

MOST_SIZES = 8


def question_block(name: str, place: int, answered: Sequence[StrEnum], text: Words) -> str:
    """A question with why it is asked, and what was answered so far."""
    lines = [
        f"## {text('fit.title')}",
        f"-# {text('fit.place', place=place + 1, count=len(QUESTIONS))}",
        f"**{text(f'fit.question.{name}')}**",
        text(f"fit.why.{name}"),
    ]
    if answered:
        lines.append(f"-# {_said(answered, text)}")
    else:
        lines.append(f"-# {text('fit.alone')}")
    return "\n".join(lines)


def result_blocks(wishes: Wishes, choice: Choice, answers: Answers, text: Words, signs: Signs) -> list[str]:
    """What fits and why, what was left out, and what a closed service would give instead."""
    given = (wishes.privacy, wishes.running, wishes.tuning, wishes.study, wishes.business)
    head = [f"## {text('fit.result')}"]
    if pull_apart(wishes):
        head.append(text("fit.pull_apart"))
    return [
        "\n".join(head),
        "\n".join(_fitting(wishes, choice, answers, text, signs)),
        "\n".join(_service(wishes, text)),
        f"-# {_said(given, text)}\n-# {text.sentences([text('fit.alone'), text('fit.hardware')])}",
    ]


def _said(answered: Sequence[StrEnum], text: Words) -> str:
    names = zip(QUESTIONS, answered, strict=False)
    return text("fit.said", answers=" · ".join(text(f"fit.said.{name}.{answer}") for name, answer in names))


def _fitting(wishes: Wishes, choice: Choice, answers: Answers, text: Words, signs: Signs) -> Iterator[str]:
    kind = text(f"fit.kind.{wishes.kind or 'any'}")
    if choice.shown:
        yield text.many("fit.count", choice.fitting, kind=kind, shown=len(choice.shown))
    else:
        yield text("fit.none", kind=kind)
    found = [answer for model in choice.shown if (answer := answers.model(model.slug))]
    given = [[*reasons(answer, needs(wishes), text), *_sizes(answer.model, wishes, text)] for answer in found]
    join = text("card.licence.join").join
    # What holds of all of them is said once, so that what tells them apart can be seen.
    common = [clause for clause in given[0] if all(clause in each for each in given)] if len(given) > 1 else []
    for answer, clauses in zip(found, given, strict=True):
        yield _line(answer, text, signs)
        if own := [clause for clause in clauses if clause not in common]:
            yield f"-# {join(own)}"
    if common:
        yield text("fit.of_each", reasons=join(common))
    if choice.shown:
        yield text(f"fit.running.{wishes.running}")
    if choice.unknown:
        most, _ = choice.open_questions[0]
        yield text.many("fit.unknown", choice.unknown, most=text(f"fit.need.{most}"))


def _line(answer: ModelAnswer, text: Words, signs: Signs) -> str:
    gradient = answer.verdicts["gradient"]
    parts = [f"**{plain(answer.model.name, 60)}**", plain(answer.organisation.name, 40)]
    if answer.model.released:
        parts.append(text.moment(answer.model.released[:7]))
    parts.append(text(f"gradient.{gradient.label}"))
    return f"{signs.door(int(gradient.values.get('step', 0)))} {' · '.join(parts)}"


def reasons(answer: ModelAnswer, wanted: Sequence[Need], text: Words) -> list[str]:
    """Why a version fits, a clause or more for each need that is more than its kind."""
    profile = answer.profile
    clauses = {
        Need.WEIGHTS: _state(profile, Component.FINAL_WEIGHTS, text),
        Need.TERMS: _terms(profile, text),
        Need.CHANGE: _allowance("change", [licence.modification for licence in _licences(profile)], text),
        Need.INSIDE: _state(profile, Component.ARCHITECTURE, text),
        Need.REBUILD: _material(profile, text),
        Need.COMMERCE: _allowance("commerce", [licence.commercial for licence in _licences(profile)], text),
    }
    return [clauses[need] for need in wanted if need in clauses]


def _state(profile: Profile, component: Component, text: Words) -> str:
    part = profile.part(component)
    return text("fit.reason.part", part=text(f"component.{component}"), state=text(f"access.{part.access}"))


def _licences(profile: Profile) -> list[LicenceDocument]:
    slugs = dict.fromkeys(side.licence for side in profile.part(Component.FINAL_WEIGHTS).sides if side.licence)
    return [profile.licences[slug] for slug in slugs if slug in profile.licences]


def _terms(profile: Profile, text: Words) -> str:
    licences = _licences(profile)
    names = " / ".join(
        text(f"fit.terms.{licence.slug.replace('-', '_')}") if licence.category == "unnamed" else plain(licence.short)
        for licence in licences
    )
    said = text("fit.reason.terms", licence=names)
    limited = any(licence.field_limits for licence in licences)
    return text("card.licence.join").join([said, text("fit.reason.field_limits")]) if limited else said


def _allowance(what: str, allowed: Sequence[Allowance], text: Words) -> str:
    return text(f"fit.reason.{what}.{'limited' if Allowance.LIMITED in allowed else 'yes'}")


def _material(profile: Profile, text: Words) -> str:
    asked = (Component.TRAINING_CODE, Component.PRETRAINING_DATA, Component.POSTTRAINING_DATA)
    silent = is_silent(profile, Component.POSTTRAINING_DATA)
    said = [_state(profile, component, text) for component in (asked[:2] if silent else asked)]
    return text("card.licence.join").join([*said, *([text("fit.reason.base_only")] if silent else [])])


def _sizes(model: ModelDocument, wishes: Wishes, text: Words) -> list[str]:
    sizes = sizes_named(model) if wishes.running is not Running.SERVICE else ()
    if not sizes:
        return []
    return [text("fit.reason.sizes", sizes=", ".join(sizes[:MOST_SIZES]) + (" …" if len(sizes) > MOST_SIZES else ""))]


def _service(wishes: Wishes, text: Words) -> Iterator[str]:
    """Both ways' advantages, each where the answers make it one."""
    yield f"### {text('fit.service.title')}"
    if not ask_for_weights(wishes):
        yield text("fit.service.fits")
    yield text("fit.service.gives")
    yield text("fit.service.takes")
    lines = [text(f"fit.service.privacy.{wishes.privacy}")]
    if wishes.tuning is Tuning.YES:
        lines.append(text("fit.service.tuning"))
    if wishes.study is not Study.NO:
        lines.append(text("fit.service.study"))
    if wishes.business is not Business.NO:
        lines.append(text("fit.service.business"))
    yield from lines
