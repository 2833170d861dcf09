"""Shapes that several nouns share: words in two languages, problems, level names."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AliasChoices, BaseModel, ConfigDict, Field, model_validator

from sensing.level import Level

LevelKey = Literal["none", "blue", "yellow", "orange", "red"]

#: RFC 3339 in UTC.
InstantText = Annotated[str, Field(json_schema_extra={"format": "date-time"}, examples=["2026-07-19T06:03:22Z"])]

#: 12-digit division code (GB/T 2260, GB/T 10114).
DivisionCode = Annotated[str, Field(pattern=r"^[0-9]{12}$", examples=["411528000000"])]

#: The same, or its beginning, which stands for the whole: 41, 4115, 411528, 411528102.
ShortDivision = Annotated[
    str,
    Field(pattern=r"^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})$", examples=["411528"]),
    AfterValidator(lambda code: code.ljust(12, "0")),
]

#: What a person says along with an act: ``note`` or ``text``.
Remark = Annotated[str, Field(max_length=4000, validation_alias=AliasChoices("note", "text"))]

#: Finite number: NaN compares false with every limit, so it is refused at the door.
Finite = Annotated[float, Field(allow_inf_nan=False)]


class Body(BaseModel):
    """A request body: what is not named is refused, so nothing can be set that is not meant to be."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _can_be_kept(cls, given: Any) -> Any:
        """Refuse what no database keeps."""
        waiting = [given]
        while waiting:
            value = waiting.pop()
            if isinstance(value, str) and "\0" in value:
                message = "expected texts without NUL"
                raise ValueError(message)
            if isinstance(value, dict):
                waiting.extend((*value, *value.values()))
            elif isinstance(value, list | tuple):
                waiting.extend(value)
        return given


class Shape(BaseModel):
    """The shape of an answer, for the documentation; later versions may add fields."""

    model_config = ConfigDict(frozen=True)


class Words(Shape):
    """One text in Chinese and English."""

    zh: str
    en: str = ""


class ProblemShape(Shape):
    """An error (RFC 9457); programs rely on ``code``."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: list[dict[str, str]] | None = None


def level_of(key: LevelKey) -> Level:
    """Return the level that a key names."""
    return Level.parse(key)
