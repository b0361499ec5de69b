"""The claim that a model's training code is public."""

from bot.core.catalogue.components import Component
from bot.core.claims.kinds.kind import ClaimKind, Pair, Phrases
from bot.core.claims.kinds.training_data import HELD_BACK, HELD_BACK_ZH, OUT, OUT_ZH
from bot.core.claims.saying import code
from bot.core.claims.verdicts import Case, Verdict, by_state


def test(case: Case, _licence: str | None) -> Verdict:
    """Look at the training code under every side."""
    return by_state(case, Component.TRAINING_CODE)


TRAINING_CODE = ClaimKind(
    name="training_code",
    code="tc",
    phrases={
        "en": Phrases(
            says=("open training code", "open source training code"),
            pairs=(
                Pair(
                    ("training code", "training scripts", "training pipeline", "code (used |)to train", "train code"),
                    (*OUT, "on github"),
                    HELD_BACK,
                ),
            ),
        ),
        "zh": Phrases(
            pairs=(Pair(("训练代码", "训练脚本", "训练流程代码", "训练源码"), OUT_ZH, HELD_BACK_ZH),),
        ),
    },
    test=test,
    half_denied=Verdict.MISLEADING,
    say=code,
    components=(Component.TRAINING_CODE,),
    strong=True,
)
