"""The picture on a card: which tiles a version gets, in words; drawing them is `cogs.shared.pictures`."""

from bot.core.catalogue.components import Access, Component, Group, Status
from bot.core.catalogue.resolve import Part
from bot.core.definitions.verdicts import Outcome, Verdict
from bot.i18n import Words
from bot.services.answers import ModelAnswer
from cogs.shared.pictures import CardPicture, Tile
from cogs.shared.pictures.marks import Mark

TILES: dict[Group, tuple[Component, Component, Component]] = {
    Group.WEIGHTS: (
        Component.FINAL_WEIGHTS,
        Component.BASE_WEIGHTS,
        Component.INTERMEDIATE_CHECKPOINTS,
    ),
    Group.DATA: (Component.PRETRAINING_DATA, Component.POSTTRAINING_DATA, Component.EVALUATION_DATA),
    Group.CODE: (Component.TRAINING_CODE, Component.INFERENCE_CODE, Component.PREPROCESSING_CODE),
    Group.DOCUMENTS: (Component.TECHNICAL_REPORT, Component.MODEL_CARD, Component.DATA_CARD),
}
"""Three components a row; the rest stands behind the Evidence button."""


def picture_of(answer: ModelAnswer, text: Words) -> CardPicture:
    """The card's picture in one language."""
    gradient = answer.verdicts["gradient"]
    step = int(gradient.values.get("step", 0))
    return CardPicture(
        step=step,
        step_label=text(f"gradient.{gradient.label}"),
        caption=_caption(gradient, step, text),
        rows=tuple(
            (text(f"group.{group}"), tuple(_tile(answer, component, text) for component in components))
            for group, components in TILES.items()
        ),
        language=text.language,
    )


def _caption(gradient: Verdict, step: int, text: Words) -> str:
    if not step:
        return ""
    key = "card.step.disputed" if gradient.outcome is Outcome.DEPENDS else "card.step"
    return text(key, step=step, steps=gradient.values["steps"])


def _tile(answer: ModelAnswer, component: Component, text: Words) -> Tile:
    part = answer.profile.part(component)
    return Tile(
        name=text(f"component.short.{component}"),
        mark=mark_of(part),
        word=status_word(part, text),
        detail=_detail(answer, part, text),
    )


def _detail(answer: ModelAnswer, part: Part, text: Words) -> str | None:
    """The licence under the word; for a dispute what stands against what."""
    if not part.disputed:
        return _licence(answer, part.licence)
    accesses = list(dict.fromkeys(text(f"access.{side.access}") for side in part.sides))
    if len(accesses) > 1:
        return " / ".join(accesses[:2])
    licences = [_licence(answer, side.licence) or text("access.unknown") for side in part.sides]
    return " / ".join(dict.fromkeys(licences[:2]))


def _licence(answer: ModelAnswer, slug: str | None) -> str | None:
    licence = answer.profile.licences.get(slug) if slug else None
    return None if licence is None or licence.category in ("none", "unnamed") else licence.short


def mark_of(part: Part) -> Mark:
    """The shape that stands for a component's state."""
    if part.disputed:
        return Mark.DISPUTED
    return mark_of_access(part.access, part.status)


def mark_of_access(access: Access, status: Status) -> Mark:
    """The shape for one side: full only where all of it can be had at once."""
    if access is Access.UNKNOWN:
        return Mark.PARTIAL if status is Status.PARTIAL else Mark.UNKNOWN
    if not access.obtainable:
        return Mark.CLOSED
    return Mark.PUBLIC if access in (Access.PUBLIC, Access.OBTAINABLE) else Mark.PARTIAL


def status_word(part: Part, text: Words) -> str:
    """The word beside the shape."""
    if part.disputed:
        return text("status.disputed")
    if part.unverified_only:
        return text("status.unverified")
    return text(f"access.{part.access}")
