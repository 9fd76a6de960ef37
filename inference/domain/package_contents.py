"""What the JSON files of a predictor package say. Unknown keys are refused, as in a protocol."""

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    StringConstraints,
    model_serializer,
    model_validator,
)

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
Code = Annotated[str, StringConstraints(min_length=1, max_length=60)]
Words = Annotated[str, StringConstraints(min_length=1)]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Architecture(Part):
    """A name of the code's own registry, and the numbers it is built with."""

    name: Name
    parameters: dict[Name, int | float | str | bool] = Field(default_factory=dict)


class SocketKind(StrEnum):
    NUMBER = "number"
    CHOICE = "choice"
    FLAG = "flag"


class Socket(Part):
    """One fact that goes in: in which unit, within which range, and when it is known."""

    name: Name
    kind: SocketKind
    required: bool
    available_at: Literal["screening", "baseline", "surgery"]
    unit: Words | None = None
    plausible: tuple[float, float] | None = None
    codes: tuple[Code, ...] = ()

    @model_validator(mode="after")
    def fits_its_kind(self) -> "Socket":
        if (self.kind is SocketKind.NUMBER) != (self.plausible is not None):
            raise ValueError(f"{self.name}: a number, and nothing else, has a plausible range")
        if (self.kind is SocketKind.CHOICE) != bool(self.codes):
            raise ValueError(f"{self.name}: a choice, and nothing else, has codes")
        if self.plausible and not self.plausible[0] < self.plausible[1]:
            raise ValueError(f"{self.name}: the plausible range is empty")
        return self


class VolumeSocket(Part):
    """Phases of one examination, resampled to one grid around the middle of the images.

    (phases, depth, height, width); signal as a multiple of the median of `relative_to`.
    """

    modality: Literal["MR", "CT"]
    phases: tuple[Name, ...]
    relative_to: Name
    shape: tuple[int, int, int]
    voxel_mm: float = Field(gt=0)
    required: bool
    available_at: Literal["screening", "baseline", "surgery"]


class InputSchema(Part):
    """`dated_by`: the fact whose day the output is dated by, such as that of the scan."""

    sockets: tuple[Socket, ...]
    volume: VolumeSocket | None = None
    dated_by: Name | None = None

    @model_validator(mode="after")
    def names_each_once(self) -> "InputSchema":
        names = [socket.name for socket in self.sockets]
        if len(set(names)) != len(names):
            raise ValueError("a socket is named twice")
        return self


class Transform(StrEnum):
    PLAIN = "plain"
    LOG = "log"  # natural logarithm of 1 + x, for markers that span powers of ten


class Column(Part):
    """How one socket becomes numbers: scaled, or one column per code; missing has its own."""

    socket: Name
    transform: Transform = Transform.PLAIN
    center: float = 0.0
    scale: float = Field(default=1.0, gt=0)
    codes: tuple[Code, ...] = ()
    missing_indicator: bool = False

    @property
    def width(self) -> int:
        return (len(self.codes) or 1) + self.missing_indicator


class Preprocess(Part):
    columns: tuple[Column, ...]
    # Per phase: subtracted, then divided by.
    volume_center: tuple[float, ...] = ()
    volume_scale: tuple[float, ...] = ()

    @property
    def width(self) -> int:
        return sum(column.width for column in self.columns)


class Line(Part):
    slope: float = Field(default=1.0, gt=0)
    intercept: float = 0.0


class Calibration(Part):
    """Platt: a line on the logit, fitted on a center kept from the training; one for each pattern
    of available inputs, since a score without its scan is another score."""

    fitted_on: Words
    table: Line = Line()
    with_volume: Line = Line()


class Thresholds(Part):
    """A probability with the threshold that counts as high (inclusive), or one of some codes."""

    output: Literal["probability", "choice"]
    at_least: Annotated[str, StringConstraints(pattern=r"^0\.\d{1,8}$")] | None = None
    codes: tuple[Code, ...] = ()
    # Of a choice: further logits for each of these months, one for each code. They say who is free
    # of the event by then, of those free of it by the month before, had that code been received.
    event_free_months: tuple[int, ...] = ()

    @model_serializer(mode="wrap")
    def as_written(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Without months nothing is said of them: what was released before there were any, and is
        trained again, keeps its hash."""
        found: dict[str, Any] = write(self)
        return {
            name: one for name, one in found.items() if name != "event_free_months" or list(one)
        }

    @model_validator(mode="after")
    def fits_its_output(self) -> "Thresholds":
        if (self.output == "probability") != (self.at_least is not None):
            raise ValueError("a probability, and nothing else, has a threshold")
        if (self.output == "choice") != bool(self.codes):
            raise ValueError("a choice, and nothing else, has codes")
        if self.event_free_months and self.output != "choice":
            raise ValueError("only what chooses among codes says what each would come to")
        if list(self.event_free_months) != sorted(set(self.event_free_months)):
            raise ValueError("the months rise, each named once")
        return self


class Training(Part):
    """How the weights came about: enough to do it again on the same platform."""

    command: Words
    seed: int
    cohort: Words
    centers: dict[str, tuple[int, ...]]
    participants: dict[str, int]
    figures: dict[str, Any]
    baselines: dict[str, Any]
    platform: dict[str, Any]


class Golden(Part):
    """An input with the logits the weights gave for it when they were packed."""

    values: dict[Name, float | str | bool | None]
    volume: Literal["none", "ramp"] = "none"
    logits: tuple[float, ...]


class GoldenCases(Part):
    cases: tuple[Golden, ...]
