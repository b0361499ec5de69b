"""Whether a generated question is right, read off the documents anew: nothing here uses the makers or the resolver."""

from collections.abc import Callable
from itertools import pairwise

from bot.core.catalogue.components import Access, Component, Status
from bot.core.catalogue.documents import Allowance, LicenceDocument, ModelDocument
from bot.core.quiz.questions import Date, InBoth, Message, Name, Option, Question, Said
from bot.storage.datafiles import DataSet

_GIVEN = {Access.PUBLIC, Access.GATED, Access.OBTAINABLE}
_LINEAGE = {"opening-up": "osai"}
_WEIGHTS, _CODE, _DATA = Component.FINAL_WEIGHTS, Component.TRAINING_CODE, Component.PRETRAINING_DATA


def check(question: Question, data: DataSet) -> None:
    """AssertionError where the marked answer is not right, or another option could be defended."""
    assert question.maker in _ORACLES, f"no oracle for {question.maker}"
    right = [question.options[index] for index in question.answer]
    wrong = [option for index, option in enumerate(question.options) if index not in question.answer]
    _ORACLES[question.maker](question, right, wrong, data)


def _slug(option: Option) -> str:
    assert option.entry
    return option.entry.partition("/")[2]


def _about(question: Question) -> str:
    return question.entries[0].partition("/")[2]


def _words(model: ModelDocument, component: Component) -> tuple[set[str], set[str]]:
    """What all records say of a part (given, kept, or something in between), and the lineages of those that count."""
    said: set[str] = set()
    lineages: set[str] = set()
    for record in model.records:
        word = record.assessments.get(component)
        if word is None or word.status is Status.UNKNOWN:
            continue
        superseded = record.source == "opening-up" and any(
            other.source == "osai" and other.verified and component in other.assessments for other in model.records
        )
        if not superseded:
            if word.access in _GIVEN:
                said.add("given")
            elif word.access is Access.NOT_AVAILABLE and word.status is Status.CLOSED:
                said.add("kept")
            else:
                said.add("between")
        if record.verified and word.doubt is None:
            lineages.add(_LINEAGE.get(record.source, record.source))
    return said, lineages


def _is(model: ModelDocument, component: Component, word: str, sources: int = 1) -> bool:
    """Whether all agree on a part. One who read the primary page is worth several indexes, which copy each other."""
    said, lineages = _words(model, component)
    return said == {word} and (len(lineages) >= sources or "ajar" in lineages)


def _component(name: str) -> Component:
    return Component(name.replace("-", "_"))


def _publishes(question: Question, right: list[Option], wrong: list[Option], data: DataSet) -> None:
    component = _component(question.id.split(".")[1])
    assert _is(data.models[_slug(right[0])], component, "given", sources=2)
    assert all(_is(data.models[_slug(option)], component, "kept") for option in wrong)
    _unrelated(right + wrong, data)


def _withholds(question: Question, right: list[Option], wrong: list[Option], data: DataSet) -> None:
    component = _component(question.id.split(".")[1])
    assert _is(data.models[_slug(right[0])], component, "kept", sources=2)
    assert all(_is(data.models[_slug(option)], component, "given") for option in wrong)
    _unrelated(right + wrong, data)


def _unrelated(options: list[Option], data: DataSet) -> None:
    models = [data.models[_slug(option)] for option in options]
    assert len({model.family for model in models}) == len(models)
    assert not {model.base for model in models} & {model.slug for model in models}


def _missing_part(question: Question, right: list[Option], wrong: list[Option], data: DataSet) -> None:
    model = data.models[_about(question)]

    def part(option: Option) -> Component:
        assert isinstance(option.said, Message)
        return Component(option.said.key.removeprefix("question.option."))

    assert _is(model, part(right[0]), "kept", sources=2)
    assert all(_is(model, part(option), "given") for option in wrong)


def _terms(model: ModelDocument, data: DataSet) -> list[LicenceDocument]:
    slugs = {record.assessments[_WEIGHTS].licence for record in model.records if _WEIGHTS in record.assessments}
    return [data.licences[slug] for slug in slugs if slug]


def _limits(licence: LicenceDocument) -> bool:
    if licence.osi_approved or licence.fsf_libre:
        return False
    answers = {licence.commercial, licence.modification, licence.redistribution}
    return bool(licence.field_limits or licence.scale_limits or answers & {Allowance.NO, Allowance.LIMITED})


def _free(licence: LicenceDocument) -> bool:
    answers = {licence.commercial, licence.modification, licence.redistribution}
    return licence.osi_approved or licence.fsf_libre or (answers == {Allowance.YES} and licence.field_limits is False)


def _gated(model: ModelDocument) -> bool:
    words = [record.assessments[_WEIGHTS] for record in model.records if _WEIGHTS in record.assessments]
    return any(word.access is Access.GATED for word in words)


def _step_bounds(model: ModelDocument, data: DataSet) -> tuple[int, int]:
    """The least and the highest step of the gradient that the records allow."""
    if _is(model, _WEIGHTS, "kept"):
        return 1, 4
    if not _is(model, _WEIGHTS, "given"):
        return 1, 8
    terms = _terms(model, data)
    if _gated(model) or any(_limits(licence) for licence in terms):
        return 5, 5
    low = 6 if terms and all(_free(licence) for licence in terms if licence.category != "none") else 5
    if low == 6 and _is(model, _CODE, "given"):
        low = 8 if _is(model, _DATA, "given") and not _is(model, Component.POSTTRAINING_DATA, "kept") else 7
    high = 6 if _is(model, _CODE, "kept") else 7 if _is(model, _DATA, "kept") else 8
    return low, high


def _more_open(question: Question, right: list[Option], wrong: list[Option], data: DataSet) -> None:
    scale = question.id.split(".")[1]
    models = [data.models[_slug(option)] for option in right + wrong]
    if scale == "gradient":
        low = _step_bounds(models[0], data)[0]
        assert all(_step_bounds(model, data)[1] < low for model in models[1:])
    elif scale == "osai":
        scores = [_index_score(model) for model in models]
        assert all(score < scores[0] for score in scores[1:])
    else:
        ranks = [{0: 0, 3: 1, 2: 2, 1: 3}[_tool_class(model)] for model in models]
        assert all(rank < ranks[0] for rank in ranks[1:])


def _index_score(model: ModelDocument) -> float:
    names = (
        *("datasources_basemodel", "datasources_endmodel", "weights_basemodel", "weights_endmodel", "trainingcode"),
        *("code", "hardware_architecture", "preprint", "paper", "modelcard", "datasheet", "licenses"),
    )
    (record,) = [r for r in model.records if r.source == "osai" and "history/" not in r.record and r.criteria]
    points = {Status.OPEN: 1.0, Status.PARTIAL: 0.5}
    return sum(points.get(record.criteria[name], 0.0) for name in names) / 12


def _tool_class(model: ModelDocument) -> int:
    classes = {r.published.mof_class for r in model.records if r.source == "mot" and r.verified and r.published}
    (only,) = classes
    assert only is not None
    return only


def _osi(model: ModelDocument) -> str | None:
    found = [r.published.result for r in model.records if r.source == "osi" and r.published]
    return found[0] if found else None


def _meets(question: Question, right: list[Option], wrong: list[Option], data: DataSet) -> None:
    test = question.id.split(".")[1]
    model = data.models[_slug(right[0])]
    others = [data.models[_slug(option)] for option in wrong]
    if test == "osi-passed":
        assert _osi(model) == "passed"
        assert all(_osi(other) == "does_not_pass" for other in others)
    elif test == "osi-failed":
        assert _osi(model) == "does_not_pass"
        assert all(_osi(other) == "passed" for other in others)
    elif test == "not-osaid":
        kept = _is(model, _WEIGHTS, "kept", sources=2)
        limited = _is(model, _WEIGHTS, "given", sources=2) and all(_limits(term) for term in _terms(model, data))
        assert kept or limited
        assert all(_osi(other) == "passed" for other in others)
    elif test == "everyday":
        asked = (_WEIGHTS, _CODE, Component.ARCHITECTURE)
        assert all(_is(model, component, "given") for component in asked)
        assert all(Allowance.NO not in (t.modification, t.redistribution) for t in _terms(model, data))
        assert all(any(_is(other, component, "kept") for component in asked) for other in others)
    else:
        assert test == "fully-open"
        assert all(_is(model, component, "given") for component in (_WEIGHTS, _CODE, _DATA))
        assert not _is(model, Component.POSTTRAINING_DATA, "kept")
        assert all(any(_is(other, component, "kept") for component in (_WEIGHTS, _CODE, _DATA)) for other in others)


def _licence(question: Question, right: list[Option], wrong: list[Option], data: DataSet) -> None:
    model = data.models[_about(question)]
    licence = data.licences[_slug(right[0])]
    assert _is(model, _WEIGHTS, "given", sources=2)
    terms = _terms(model, data)
    assert {t.slug for t in terms if t.category != "unnamed" and not t.generic} == {licence.slug}
    naming = {
        _LINEAGE.get(record.source, record.source)
        for record in model.records
        if record.verified and _WEIGHTS in record.assessments and record.assessments[_WEIGHTS].licence == licence.slug
    }
    for option in wrong:
        other = data.licences[_slug(option)]
        assert other.slug not in {term.slug for term in terms}
        assert other.category not in ("unnamed", "none", "proprietary")
        assert not other.generic
        assert len(naming) > 1 or (_free(licence) and _limits(other)) or (_limits(licence) and _free(other))
    words = set(model.name.casefold().replace("-", " ").split())
    assert not words & set(licence.name.casefold().replace("-", " ").split())


def _licence_allows(question: Question, right: list[Option], wrong: list[Option], data: DataSet) -> None:
    trait = question.id.split(".")[1]
    licence = data.licences[_slug(right[0])]
    others = [data.licences[_slug(option)] for option in wrong]

    def trade(each: LicenceDocument) -> Allowance:
        return each.commercial

    tests: dict[str, tuple[Callable[[LicenceDocument], bool], Callable[[LicenceDocument], bool]]] = {
        "trade-open": (lambda one: trade(one) is Allowance.YES, lambda one: trade(one) is Allowance.NO),
        "trade-shut": (lambda one: trade(one) is Allowance.NO, lambda one: trade(one) is Allowance.YES),
        "any-use": (_free, lambda one: one.field_limits is True),
        "limits-purposes": (lambda one: one.field_limits is True, _free),
        "limits-size": (lambda one: bool(one.scale_limits), lambda one: not one.scale_limits),
        "approved": (lambda one: one.osi_approved, lambda one: not one.osi_approved),
    }
    holds, fails = tests[trait]
    assert holds(licence)
    assert all(fails(other) for other in others)
    assert all(each.spdx or each.read for each in (licence, *others)), "nobody read what it allows"


def _organisation(question: Question, right: list[Option], wrong: list[Option], data: DataSet) -> None:
    model = data.models[_about(question)]
    assert _slug(right[0]) == model.organisation
    assert model.organisation not in {_slug(option) for option in wrong}
    body = data.organisations[model.organisation]
    assert not any(len(n) > 2 and n.casefold() in model.name.casefold() for n in (body.name, *body.aliases))
    if model.base:
        assert data.models[model.base].organisation == model.organisation


def _made_by(question: Question, right: list[Option], wrong: list[Option], data: DataSet) -> None:
    bodies = [data.models[_slug(option)].organisation for option in right + wrong]
    assert question.entries[1] == f"organisation/{bodies[0]}"
    assert bodies[0] not in bodies[1:]
    body = data.organisations[bodies[0]]
    name = data.models[_slug(right[0])].name.casefold()
    assert not any(len(n) > 2 and n.casefold() in name for n in (body.name, *body.aliases))


def _who_said(question: Question, right: list[Option], wrong: list[Option], data: DataSet) -> None:
    quote = data.quotes[_about(question)]
    assert quote.check.how.certain
    assert quote.kind == "statement"
    assert _slug(right[0]) == quote.speaker
    assert quote.speaker not in {_slug(option) for option in wrong}
    person = data.people.get(quote.speaker)
    if person:
        assert person.name.split()[-1] not in quote.words
        own = {role.organisation for role in person.roles if role.organisation}
        for option in wrong:
            other = data.people[_slug(option)]
            assert not own & {role.organisation for role in other.roles if role.organisation}


def _side(question: Question, right: list[Option], wrong: list[Option], data: DataSet) -> None:
    quote = data.quotes[_about(question)]
    assert quote.check.how.certain
    assert quote.kind == "statement"
    assert quote.camp in ("open", "limits")
    keys = [option.said.key for option in right + wrong if isinstance(option.said, Message)]
    assert keys[0] == f"camp.{quote.camp}"
    assert sorted(keys) == ["camp.between", "camp.limits", "camp.open"]


def _earliest(moment: str) -> str:
    return moment + "-00" * (3 - len(moment.split("-")))


def _latest(moment: str) -> str:
    return moment + "-99" * (3 - len(moment.split("-")))


def _came_first(question: Question, right: list[Option], wrong: list[Option], data: DataSet) -> None:
    first = data.events[_slug(right[0])]
    assert all(_latest(first.date) < _earliest(data.events[_slug(option)].date) for option in wrong)


def _event_order(question: Question, right: list[Option], wrong: list[Option], data: DataSet) -> None:
    assert question.form == "order"
    assert 3 <= len(right) <= 4
    dates = [data.events[_slug(option)].date for option in right]
    assert all(_latest(one) < _earliest(next_one) for one, next_one in pairwise(dates))


def _year(question: Question, right: list[Option], wrong: list[Option], data: DataSet) -> None:
    event = data.events[_about(question)]
    years = [option.said.moment for option in right + wrong if isinstance(option.said, Date)]
    assert years[0] == event.date[:4]
    assert len(set(years)) == 4
    assert years[0] not in event.title.en + event.title.zh


def _model_released(question: Question, right: list[Option], wrong: list[Option], data: DataSet) -> None:
    dates = [data.models[_slug(option)].released or "" for option in right + wrong]
    assert all(dates)
    assert all(_latest(dates[0]) < _earliest(other) for other in dates[1:])


def _meaning(question: Question, right: list[Option], wrong: list[Option], data: DataSet) -> None:
    term = data.terms[_about(question)]
    assert right[0].said == term.short
    for option in wrong:
        other = data.terms[_slug(option)]
        assert option.said == other.short
        assert other.slug not in term.see_also
        assert term.slug not in other.see_also


def _term_for(question: Question, right: list[Option], wrong: list[Option], data: DataSet) -> None:
    term = data.terms[_about(question)]
    assert question.detail == term.short
    assert right[0].said == term.name
    for option in wrong:
        other = data.terms[_slug(option)]
        assert option.said == other.name != term.name
        assert other.slug not in term.see_also
        assert term.slug not in other.see_also


def _written(question: Question, right: list[Option], wrong: list[Option], data: DataSet) -> None:
    document = data.questions[question.id]
    said: list[Said] = [option.said for option in right + wrong]
    assert all(isinstance(each, InBoth | Name) for each in said)
    if document.order:
        assert said == list(document.order)
    else:
        assert said[0] == document.right
        assert sorted(map(str, said[1:])) == sorted(map(str, document.wrong))


_ORACLES: dict[str, Callable[[Question, list[Option], list[Option], DataSet], None]] = {
    "publishes": _publishes,
    "withholds": _withholds,
    "missing_part": _missing_part,
    "more_open": _more_open,
    "meets": _meets,
    "licence": _licence,
    "licence_allows": _licence_allows,
    "organisation": _organisation,
    "made_by": _made_by,
    "who_said": _who_said,
    "side": _side,
    "came_first": _came_first,
    "event_order": _event_order,
    "year": _year,
    "model_released": _model_released,
    "meaning": _meaning,
    "term_for": _term_for,
    "written": _written,
}
