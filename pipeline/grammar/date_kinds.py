"""From a matched phrase to days: one function for each `kind` of configs/grammar/dates.yaml."""

from collections.abc import Callable, Mapping, Sequence

from pipeline.grammar import date_relative, date_written
from pipeline.grammar.calendar import DateRange
from pipeline.grammar.classes import Part
from pipeline.grammar.date_pieces import Frame

_KINDS: Mapping[str, Callable[[Sequence[Part], Frame], DateRange | None]] = {
    "numeric": date_written.resolve_numeric,
    "days": date_written.resolve_days,
    "months": date_written.resolve_months,
    "years": date_written.resolve_years,
    "season": date_written.resolve_season,
    "decade": date_written.resolve_decade,
    "century": date_written.resolve_century,
    "portion": date_written.resolve_portion,
    "narrowed": date_written.resolve_narrowed,
    "containing": date_written.resolve_containing,
    "weekday": date_relative.resolve_weekday,
    "weekday_range": date_relative.resolve_weekday_range,
    "nearby": date_relative.resolve_nearby,
    "nearby_part": date_relative.resolve_nearby_part,
    "overnight": date_relative.resolve_overnight,
    "ago": date_relative.resolve_ago,
    "rolling": date_relative.resolve_rolling,
    "relative": date_relative.resolve_relative,
    "shifted": date_relative.resolve_shifted,
    "anaphoric": date_relative.resolve_anaphoric,
    "known_month": date_relative.resolve_known_month,
    "clock_time": date_relative.resolve_clock_time,
    "feast": date_written.resolve_feast,
}


def resolve_kind(kind: str, parts: Sequence[Part], frame: Frame) -> DateRange | None:
    """The days of a phrase whose rule is of this kind. Raises KeyError for a kind that is not listed above."""
    return _KINDS[kind](parts, frame)
