"""The European Open Source AI Index: the score that the index's own twelve grades give a version.

Liesenfeld and Dingemanse, FAccT 2024, doi 10.1145/3630106.3659005. The grades are the index's, never
guessed from other sources; where other sources dispute the facts behind a grade, the ends that the
score could have are given too.
"""

from bot.core.catalogue.components import Access, Component, Status
from bot.core.catalogue.documents import Record
from bot.core.catalogue.resolve import Part, Profile
from bot.core.definitions.index_score import PARAMETERS, index_score
from bot.core.definitions.verdicts import Citation, Outcome, Published, Verdict

COMPONENT_OF: dict[str, Component] = {
    "datasources_basemodel": Component.PRETRAINING_DATA,
    "datasources_endmodel": Component.POSTTRAINING_DATA,
    "weights_basemodel": Component.BASE_WEIGHTS,
    "weights_endmodel": Component.FINAL_WEIGHTS,
    "trainingcode": Component.TRAINING_CODE,
    "hardware_architecture": Component.ARCHITECTURE,
    "preprint": Component.TECHNICAL_REPORT,
    "paper": Component.PAPER,
    "modelcard": Component.MODEL_CARD,
    "datasheet": Component.DATA_CARD,
}
"""Which component each parameter grades; `code` (its documentation) and `licenses` grade none alone."""

_POINTS = {Status.OPEN: 1.0, Status.PARTIAL: 0.5}


class EuropeanIndex:
    """The score, 0 to 1, for versions that the index has judged; cannot tell for the rest."""

    name = "osai"
    citation = Citation("European Open Source AI Index", "https://osai-index.eu/")

    def judge(self, profile: Profile) -> Verdict:
        """Give the score from the newest record of the index on this version."""
        records = [r for r in profile.model.records if r.source == "osai" and index_score(r.criteria) is not None]
        if not records:
            return self._unassessed(profile)
        return self._scored(max(records, key=lambda record: record.snapshot), profile)

    def _unassessed(self, profile: Profile) -> Verdict:
        return Verdict(
            definition=self.name,
            outcome=Outcome.CANNOT_TELL,
            label="unassessed",
            values={},
            score=None,
            low=None,
            high=None,
            unknown=PARAMETERS,
            published=_published(profile),
            citation=self.citation,
        )

    def _scored(self, record: Record, profile: Profile) -> Verdict:
        score = index_score(record.criteria) or 0.0
        grades = record.criteria
        swing: dict[str, tuple[float, float]] = {}
        for parameter, component in COMPONENT_OF.items():
            part = profile.part(component)
            if part.disputed:
                low, high = _swing(part, _POINTS.get(grades[parameter], 0.0))
                if low != high:
                    swing[parameter] = (low, high)
        lowest = score + sum(low - _POINTS.get(grades[p], 0.0) for p, (low, _) in swing.items()) / len(PARAMETERS)
        highest = score + sum(high - _POINTS.get(grades[p], 0.0) for p, (_, high) in swing.items()) / len(PARAMETERS)

        def graded(wanted: Status) -> tuple[str, ...]:
            return tuple(p for p in PARAMETERS if grades[p] is wanted and p not in swing)

        outcome = Outcome.DEPENDS if swing else {0.0: Outcome.NOT_MET, 1.0: Outcome.MET}.get(score, Outcome.PARTLY)
        return Verdict(
            definition=self.name,
            outcome=outcome,
            label="scored",
            values={},
            score=score,
            low=lowest,
            high=highest,
            met=graded(Status.OPEN),
            partly=graded(Status.PARTIAL),
            missing=graded(Status.CLOSED),
            unknown=graded(Status.UNKNOWN),
            disputed=tuple(swing),
            hangs_on=tuple(COMPONENT_OF[parameter] for parameter in swing),
            published=_published(profile),
            citation=self.citation,
        )


def _swing(part: Part, own: float) -> tuple[float, float]:
    """The least and the most that a grade could be under the sides of a dispute over how one gets the part."""
    grades = [own]
    for side in part.open_sides:
        if side.access is Access.PUBLIC:
            grades.append(1.0)
        elif side.access.obtainable:
            # Whether a gate stands before it is not said, or one does: half is certain.
            grades.append(max(0.5, own if side.access is Access.OBTAINABLE else 0.5))
        elif side.access.obtainable is False:
            grades.append(0.0)
    return min(grades), max(grades)


def _published(profile: Profile) -> tuple[Published, ...]:
    """The predecessor's figure, and a superseded one of the index's own, are said by name beside ours."""
    return tuple(
        Published(record.source, record.judged, "opening_up", {"score": f"{record.published.score:.2f}"})
        for record in profile.model.records
        if record.source == "opening-up" and record.published and record.published.score is not None
    )
