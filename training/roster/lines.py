"""What a roster says once it has been read: one line a person, in plain frozen nouns, and what its reader is told."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

KeptCell = str | int | float


class Field(StrEnum):
    """What a column of a roster holds."""

    ORDER = "order"
    NAME = "name"
    FAMILY = "family"
    GIVEN = "given"
    BIRTH = "birth"
    GENDER = "gender"
    MALE = "male"
    FEMALE = "female"
    VILLAGE = "village"
    PHONE = "phone"
    AUDIENCE = "audience"
    GUARDIAN = "guardian"
    ID_NUMBER = "id_number"
    FIX = "fix"


@dataclass(frozen=True, slots=True)
class Line:
    """One person as a row of the file says it. ``faults`` keep it out; ``remarks`` are only told.

    ``village`` is what the row or its section says; ``hint`` what the title or the sheet's name may say for all.
    """

    sheet: int
    row: int
    name: str
    birth_year: int | None = None
    gender: str | None = None
    phone: str | None = None
    village: str = ""
    hint: str = ""
    audience: str | None = None
    guardian: str | None = None
    faults: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Where it stands, as forms and choices name it: "0-12" is the twelfth row of the first sheet."""
        return f"{self.sheet}-{self.row}"


@dataclass(frozen=True, slots=True)
class KeptSheet:
    """One sheet as it was, without identity numbers: for the file of what is to be corrected."""

    name: str
    heading: int
    rows: tuple[tuple[KeptCell, ...], ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole roster: its lines, the sheets they stand in, and what is said about the reading."""

    lines: tuple[Line, ...]
    sheets: tuple[KeptSheet, ...]
    notes: tuple[str, ...]
