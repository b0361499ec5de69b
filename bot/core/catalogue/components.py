"""The vocabulary of parts: what a release consists of, how far a part is public, and how one reaches the model.

The identifiers are the Model Openness Framework's seventeen components (arXiv 2403.13784, section 5)
with the base/end split of weights and training data that the European Open Source AI Index makes.
They are the same in files, in the database, on the command line and in message keys.
"""

from enum import StrEnum


class Group(StrEnum):
    """The four rows of a card."""

    WEIGHTS = "weights"
    DATA = "data"
    CODE = "code"
    DOCUMENTS = "documents"


class Kind(StrEnum):
    """The framework's content types, which decide what licences suit a component."""

    CODE = "code"
    DATA = "data"
    DOCUMENT = "document"


class Component(StrEnum):
    """A part of a release. The order is the order in which people read a card."""

    FINAL_WEIGHTS = "final_weights"
    BASE_WEIGHTS = "base_weights"
    INTERMEDIATE_CHECKPOINTS = "intermediate_checkpoints"
    PRETRAINING_DATA = "pretraining_data"
    POSTTRAINING_DATA = "posttraining_data"
    EVALUATION_DATA = "evaluation_data"
    TRAINING_CODE = "training_code"
    PREPROCESSING_CODE = "preprocessing_code"
    INFERENCE_CODE = "inference_code"
    EVALUATION_CODE = "evaluation_code"
    LIBRARIES = "libraries"
    ARCHITECTURE = "architecture"
    TECHNICAL_REPORT = "technical_report"
    PAPER = "paper"
    MODEL_CARD = "model_card"
    DATA_CARD = "data_card"
    EVALUATION_RESULTS = "evaluation_results"
    SAMPLE_OUTPUTS = "sample_outputs"
    METADATA = "metadata"

    @property
    def group(self) -> Group:
        """The row of the card that this component stands in."""
        return _GROUPS[self]

    @property
    def kind(self) -> Kind:
        """The framework's content type (its table of components, arXiv 2403.13784)."""
        return _KINDS[self]


_C = Component
_GROUPS: dict[Component, Group] = {
    **dict.fromkeys((_C.FINAL_WEIGHTS, _C.BASE_WEIGHTS, _C.INTERMEDIATE_CHECKPOINTS), Group.WEIGHTS),
    **dict.fromkeys((_C.PRETRAINING_DATA, _C.POSTTRAINING_DATA, _C.EVALUATION_DATA), Group.DATA),
    **dict.fromkeys(
        (
            _C.TRAINING_CODE,
            _C.PREPROCESSING_CODE,
            _C.INFERENCE_CODE,
            _C.EVALUATION_CODE,
            _C.LIBRARIES,
            _C.ARCHITECTURE,
        ),
        Group.CODE,
    ),
    **dict.fromkeys(
        (
            _C.TECHNICAL_REPORT,
            _C.PAPER,
            _C.MODEL_CARD,
            _C.DATA_CARD,
            _C.EVALUATION_RESULTS,
            _C.SAMPLE_OUTPUTS,
            _C.METADATA,
        ),
        Group.DOCUMENTS,
    ),
}
_KINDS: dict[Component, Kind] = {
    **dict.fromkeys(
        (
            _C.FINAL_WEIGHTS,
            _C.BASE_WEIGHTS,
            _C.INTERMEDIATE_CHECKPOINTS,
            _C.PRETRAINING_DATA,
            _C.POSTTRAINING_DATA,
            _C.EVALUATION_DATA,
            _C.METADATA,
        ),
        Kind.DATA,
    ),
    **dict.fromkeys(
        (
            _C.TRAINING_CODE,
            _C.PREPROCESSING_CODE,
            _C.INFERENCE_CODE,
            _C.EVALUATION_CODE,
            _C.LIBRARIES,
            _C.ARCHITECTURE,
        ),
        Kind.CODE,
    ),
    **dict.fromkeys(
        (
            _C.TECHNICAL_REPORT,
            _C.PAPER,
            _C.MODEL_CARD,
            _C.DATA_CARD,
            _C.EVALUATION_RESULTS,
            _C.SAMPLE_OUTPUTS,
        ),
        Kind.DOCUMENT,
    ),
}


class Status(StrEnum):
    """How open one source calls a component. `unknown` is never `closed`."""

    OPEN = "open"
    PARTIAL = "partial"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class Access(StrEnum):
    """How one gets a component: the fact behind a status, kept apart from the grade and from the licence."""

    PUBLIC = "public"
    """Anyone can fetch all of it."""
    PART_PUBLIC = "part_public"
    """Anyone can fetch some of it, and not all."""
    GATED = "gated"
    """Anyone can fetch it after signing in and accepting terms."""
    OBTAINABLE = "obtainable"
    """It can be had; whether at once or after accepting terms, the source does not say."""
    ON_REQUEST = "on_request"
    """Somebody decides who gets it."""
    DESCRIBED = "described"
    """It is written about, and not handed out."""
    NOT_AVAILABLE = "not_available"
    """It is not handed out."""
    UNKNOWN = "unknown"
    """The source does not say."""

    @property
    def obtainable(self) -> bool | None:
        """Whether a person can get hold of it at all, or None where that is not known."""
        if self is Access.UNKNOWN:
            return None
        return self in (Access.PUBLIC, Access.PART_PUBLIC, Access.GATED, Access.OBTAINABLE, Access.ON_REQUEST)


class Channel(StrEnum):
    """The ways to reach a model, beside holding its parts."""

    HOSTED = "hosted"
    """Through somebody's web page or application."""
    API = "api"
    FINETUNING_API = "finetuning_api"
    DOWNLOAD = "download"
