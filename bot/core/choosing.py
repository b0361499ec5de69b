"""Choosing a model by what one needs: five questions, and which versions are known to fit. Words are elsewhere.

The questions follow the list of what decides in the explainer "Is Claude Open Source?" (Everyday Tech): private data,
who runs it with what hardware and skill, fine-tuning, looking inside, licence. Nothing here knows how good a model is.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.core.catalogue.components import Access, Component
from bot.core.catalogue.documents import Allowance, Modality, ModelDocument
from bot.core.catalogue.finding import Commerce, Known, Wanted, fit, is_whole
from bot.core.catalogue.resolve import Profile, Side
from bot.core.catalogue.spelling import Kind, parts
from bot.core.definitions.verdicts import Answer, all_of


class Privacy(StrEnum):
    """Whether what one enters may leave one's own machines."""

    STAYS = "stays"
    MAY_LEAVE = "may_leave"


class Running(StrEnum):
    """Who would run it, with what hardware and skill."""

    SERVICE = "service"
    """Somebody else; no hardware, no skill."""
    COMPUTER = "computer"
    """Oneself, on one computer."""
    SERVERS = "servers"
    """Oneself, on servers with several accelerators."""


class Tuning(StrEnum):
    """Whether it is to be trained on with one's own examples."""

    NO = "no"
    YES = "yes"


class Study(StrEnum):
    """How far one wants to look behind the answers."""

    NO = "no"
    INSIDE = "inside"
    """Weights and architecture."""
    REBUILD = "rebuild"
    """The code and the data of the training, too."""


class Business(StrEnum):
    """Whether the licence must allow commercial use."""

    NO = "no"
    LIMITS_WILL_DO = "limits_will_do"
    EVERYBODY = "everybody"


QUESTIONS: Mapping[str, Mapping[str, StrEnum]] = {
    "privacy": {"s": Privacy.STAYS, "l": Privacy.MAY_LEAVE},
    "running": {"o": Running.SERVICE, "c": Running.COMPUTER, "v": Running.SERVERS},
    "tuning": {"y": Tuning.YES, "n": Tuning.NO},
    "study": {"n": Study.NO, "i": Study.INSIDE, "r": Study.REBUILD},
    "business": {"n": Business.NO, "l": Business.LIMITS_WILL_DO, "e": Business.EVERYBODY},
}
"""The questions in their order, each answer by the letter that buttons keep: a letter never changes its meaning."""

KINDS: Mapping[str, Modality | None] = {
    "t": Modality.TEXT,
    "c": Modality.CODE,
    "i": Modality.IMAGE,
    "u": Modality.AUDIO,
    "v": Modality.VIDEO,
    "a": None,
}
"""What the model is for, by letter; the last asks for nothing in particular. Text is what most people choose for."""
USUAL_KIND = "t"
MOST = 5
"""Versions that are shown."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """All answers to the questions, with the kind of model."""

    privacy: Privacy
    running: Running
    tuning: Tuning
    study: Study
    business: Business
    kind: Modality | None = Modality.TEXT


def given(letters: str) -> tuple[StrEnum, ...] | None:
    """The answers given so far by their letters, in the order of `QUESTIONS`; None where a letter means nothing."""
    if len(letters) > len(QUESTIONS):
        return None
    found = [options.get(letter) for options, letter in zip(QUESTIONS.values(), letters, strict=False)]
    known = tuple(answer for answer in found if answer is not None)
    return known if len(known) == len(letters) else None


def wishes_of(letters: str) -> Wishes | None:
    """All answers from five letters and, if not for text, a sixth for the kind; None for anything else."""
    answered = given(letters[: len(QUESTIONS)])
    kind = letters[len(QUESTIONS) :] or USUAL_KIND
    if answered is None or len(answered) < len(QUESTIONS) or kind not in KINDS:
        return None
    privacy, running, tuning, study, business = answered
    return Wishes(Privacy(privacy), Running(running), Tuning(tuning), Study(study), Business(business), KINDS[kind])


class Need(StrEnum):
    """What a version must be known to have, in the order in which reasons are given."""

    KIND = "kind"
    WEIGHTS = "weights"
    """Anyone can download them: whatever the answers are, that is what is recommended."""
    TERMS = "terms"
    """A licence is named, so that one knows that one may use them at all."""
    CHANGE = "change"
    """The licence allows changes, which fine-tuning is."""
    INSIDE = "inside"
    """The architecture is documented; with the weights one can look inside."""
    REBUILD = "rebuild"
    """Training code and training data can be had."""
    COMMERCE = "commerce"


def needs(wishes: Wishes) -> tuple[Need, ...]:
    """What the answers ask of a model, beside what every recommended one has."""
    asked = {
        Need.KIND: wishes.kind is not None,
        Need.WEIGHTS: True,
        Need.TERMS: True,
        Need.CHANGE: wishes.tuning is Tuning.YES,
        Need.INSIDE: wishes.study is not Study.NO,
        Need.REBUILD: wishes.study is Study.REBUILD,
        Need.COMMERCE: wishes.business is not Business.NO,
    }
    return tuple(need for need in Need if asked[need])


def ask_for_weights(wishes: Wishes) -> bool:
    """Whether anything in the answers is out of reach where the weights are not handed out."""
    return wishes.privacy is Privacy.STAYS or wishes.running is not Running.SERVICE or wishes.study is not Study.NO


def pull_apart(wishes: Wishes) -> bool:
    """Whether data is to stay with somebody who wants somebody else to run the model."""
    return wishes.privacy is Privacy.STAYS and wishes.running is Running.SERVICE


@dataclass(frozen=True, slots=True)
class Choice:
    """What fits: `shown` are at most five, one version a family; the others are counted."""

    shown: tuple[ModelDocument, ...]
    fitting: int
    families: int
    """Families among those that fit."""
    unknown: int
    """Versions that nothing speaks against, where something that is needed is not known or is disputed."""
    open_questions: tuple[tuple[Need, int], ...]
    """What is not known of those, most often first."""


def choose(wishes: Wishes, known: Iterable[Known]) -> Choice:
    """Go through the catalogue; what is unknown or disputed never counts as fitting.

    The order is openness and licence alone: the furthest on the gradient of release, then a licence for any use. Of
    equals the newest stands first, as some order there must be; the number of parts that are out would put first what
    most sources have looked at.
    """
    wanted = needs(wishes)
    fitting: list[Known] = []
    unknown: list[tuple[Need, ...]] = []
    for version in known:
        said = judged(wishes, wanted, version)
        match all_of(*said.values()):
            case Answer.YES:
                fitting.append(version)
            case Answer.UNKNOWN:
                unknown.append(tuple(need for need, answer in said.items() if answer is Answer.UNKNOWN))
            case Answer.NO:
                pass
    ordered = sorted(fitting, key=lambda version: version.model.slug)
    ordered.sort(key=lambda version: version.model.released or "", reverse=True)
    ordered.sort(key=_openness, reverse=True)
    first_of_family: dict[str, ModelDocument] = {}
    for version in ordered:
        first_of_family.setdefault(version.model.family, version.model)
    counts = {need: sum(need in missing for missing in unknown) for need in Need}
    return Choice(
        shown=tuple(first_of_family.values())[:MOST],
        fitting=len(fitting),
        families=len(first_of_family),
        unknown=len(unknown),
        open_questions=tuple(
            sorted(((need, count) for need, count in counts.items() if count), key=lambda pair: -pair[1])
        ),
    )


def judged(wishes: Wishes, wanted: Iterable[Need], version: Known) -> Mapping[Need, Answer]:
    """The answer to each need for one version; a plain no ends the questions."""
    said: dict[Need, Answer] = {}
    for need in wanted:
        said[need] = _ASKED[need](wishes, version)
        if said[need] is Answer.NO:
            break
    return said


def _openness(version: Known) -> tuple[float, bool]:
    licence = version.profile().weights_licence
    return version.verdicts()["gradient"].low or 0.0, bool(licence and licence.any_use)


def _kind(wishes: Wishes, version: Known) -> Answer:
    return all_of(*fit(Wanted(kind=wishes.kind), version).values())


def _weights(_wishes: Wishes, version: Known) -> Answer:
    return is_whole(version.profile(), Component.FINAL_WEIGHTS)


def _terms(_wishes: Wishes, version: Known) -> Answer:
    def named(side: Side, profile: Profile) -> Answer:
        licence = profile.licences.get(side.licence) if side.licence else None
        if licence is None or licence.category == "proprietary":
            return Answer.UNKNOWN
        # Published without a licence: the law reserves everything to the maker.
        return Answer.NO if licence.category == "none" else Answer.YES

    return _on_weights(version, named)


def _change(_wishes: Wishes, version: Known) -> Answer:
    def allowed(side: Side, profile: Profile) -> Answer:
        licence = profile.licences.get(side.licence) if side.licence else None
        if licence is None or licence.modification is Allowance.UNKNOWN:
            return Answer.UNKNOWN
        return Answer.NO if licence.modification is Allowance.NO else Answer.YES

    return _on_weights(version, allowed)


def _on_weights(version: Known, ask: Callable[[Side, Profile], Answer]) -> Answer:
    profile = version.profile()
    answers = {ask(side, profile) for side in profile.part(Component.FINAL_WEIGHTS).open_sides}
    return answers.pop() if len(answers) == 1 else Answer.UNKNOWN


def _inside(_wishes: Wishes, version: Known) -> Answer:
    return is_whole(version.profile(), Component.ARCHITECTURE)


def _rebuild(_wishes: Wishes, version: Known) -> Answer:
    profile = version.profile()
    later = is_whole(profile, Component.POSTTRAINING_DATA)
    if later is Answer.UNKNOWN and is_silent(profile, Component.POSTTRAINING_DATA):
        # A base model has no post-training: silence on it is no bar, as on the gradient of release.
        later = Answer.YES
    return all_of(is_whole(profile, Component.TRAINING_CODE), is_whole(profile, Component.PRETRAINING_DATA), later)


def is_silent(profile: Profile, component: Component) -> bool:
    """Whether no source that counts says anything of a component."""
    return all(side.access is Access.UNKNOWN for side in profile.part(component).sides)


def _commerce(wishes: Wishes, version: Known) -> Answer:
    commerce = Commerce.EVERYBODY if wishes.business is Business.EVERYBODY else Commerce.WITHIN_LIMITS
    return all_of(*fit(Wanted(commerce=commerce), version).values())


_ASKED: Mapping[Need, Callable[[Wishes, Known], Answer]] = {
    Need.KIND: _kind,
    Need.WEIGHTS: _weights,
    Need.TERMS: _terms,
    Need.CHANGE: _change,
    Need.INSIDE: _inside,
    Need.REBUILD: _rebuild,
    Need.COMMERCE: _commerce,
}
"""How each need is answered, cheap ones first: a new one is a function and a line here."""


def sizes_named(model: ModelDocument) -> tuple[str, ...]:
    """The numbers of parameters that a version's own names carry (`7B`, `8x7B`), smallest first; often none."""
    sizes: dict[str, float] = {}
    for name in (model.name, *model.variants):
        for part in parts(name):
            if part.kind is Kind.SIZE and (size := _parameters(part.text)):
                sizes[part.text.upper().replace("X", "x")] = size
    return tuple(sorted(sizes, key=lambda size: sizes[size]))


def _parameters(size: str) -> float | None:
    """Roughly how many parameters a size means, in thousands of millions.

    None for active ones (`a3b`) and for counts of training tokens (`2T`).
    """
    scale = {"b": 1.0, "m": 0.001}.get(size[-1:])
    if scale is None:
        return None
    product = scale
    for factor in size[:-1].split("x"):
        if not factor.replace(".", "", 1).isdigit():
            return None
        product *= float(factor)
    return product
