"""A fact: what a rule found in the parse, before scope, claimer, place and time are read."""

from dataclasses import dataclass

from pipeline.records import Mention


@dataclass(frozen=True, slots=True)
class Fact:
    """A predicate with its arguments. `anchor` is the token whose clause is said: scope, claimer and circumstances
    hang there.

    `matched` are the tokens that the rule used. `hosts` are tokens below which place, time and instrument may also
    stand
    (the patient, a support verb). `value` holds words (goods), `kind` is that of losses. `is_event` is false for what
    a noun
    phrase says by itself. With `anchor_reports` the subject of the anchor is the claimer ("the ministry put losses at
    60").
    """

    predicate: str
    subject: Mention | None
    object: Mention | None
    anchor: int
    rule_id: str
    matched: tuple[int, ...]
    hosts: tuple[int, ...] = ()
    instrument: Mention | None = None
    value: str | None = None
    kind: str | None = None
    is_event: bool = True
    anchor_reports: bool = False
