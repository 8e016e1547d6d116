"""The records of the unit grammar."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Unit:
    """A military unit by its parts; None is a part that the text does not say.

    `number` is in digits ("95" for 95th, XCV, ninety-fifth, No. 95) or a letter ("A" Company). `branch` holds the
    canonical branch words in their order ("separate air assault"), `echelon` the canonical echelon ("brigade"): ids of
    configs/grammar/units.yaml. `honorific` is a numbered unit's extra name, as written; `name` is what names a unit
    without number ("Golani", "Black Sea"). `parent` is the unit it belongs to, as text; `country` an ISO 3166 code.
    """

    number: str | None = None
    branch: str | None = None
    echelon: str | None = None
    honorific: str | None = None
    parent: str | None = None
    country: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class UnitSpan:
    """A unit at text[start:end] (code points, end exclusive). `rule_id` says which form found it.

    Rules: numbered, cardinal, roman, spelled, signed ("No. 84"), slash ("2/7 Marines"), letter ("A Company"), after
    ("Task Force 58"), list ("17th, 22nd" in "the 17th, 22nd and 95th brigades"), named, known, acronym
    ("soldiers of 55 KRG"), ellipsis_of ("soldiers of the 95th") and ellipsis (any other bare "the 95th").
    """

    start: int
    end: int
    unit: Unit
    rule_id: str


@dataclass(frozen=True, slots=True)
class UnitComparison:
    """Whether two units can be one, and a sentence that says why.

    "compatible" means that nothing speaks against it, but a part that would decide is missing or inexact.
    """

    verdict: Literal["same", "compatible", "different"]
    reason: str
