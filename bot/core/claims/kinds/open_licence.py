"""The claim that a model's licence is an open one, whichever it is."""

from bot.core.claims.kinds.kind import ClaimKind, Phrases
from bot.core.claims.saying import licence as say_licence
from bot.core.claims.verdicts import Case, State, Verdict, together


def test(case: Case, _licence: str | None) -> Verdict:
    """Holds where the weights' licence is OSI-approved or free software's; misleading under any other public one."""
    if case.weights is State.NO:
        return Verdict.FALSE
    if not case.licences:
        return Verdict.CANNOT_TELL
    return together(
        Verdict.HOLDS
        if licence.osi_approved or licence.fsf_libre
        else Verdict.CANNOT_TELL
        if licence.category == "unnamed" and licence.any_use is not False
        else Verdict.MISLEADING
        for licence in case.licences
    )


OPEN_LICENCE = ClaimKind(
    name="open_licence",
    code="ol",
    phrases={
        "en": Phrases(says=("(open source|open|permissive|osi approved|free software) licen(ce|se|sed|ced)",)),
        "zh": Phrases(says=("(开源|宽松)(|的)(许可证|协议|许可)",)),
    },
    test=test,
    half_denied=Verdict.HOLDS,
    say=say_licence,
    strong=True,
    turns_on_licence=True,
)
