"""Rows of the tables as people read them: articles, relations and long lines."""

import textwrap
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from pipeline.report.tables import Row

_WIDTH: Final = 110
_YEARS: Final = frozenset({"born_on", "serves_since"})  # their value is their time
_STATUS: Final = {
    "agreed": "agreed",
    "single_source": "one source",
    "contested": "contested",
    "denied": "only denied",
}


def wrapped(label: str, text: str, indent: int = 2) -> list[str]:
    """A labelled text on as many lines as it needs, the later ones set in."""
    head = " " * indent + (f"{label:<12} " if label else "")
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=head,
        subsequent_indent=" " * len(head),
        break_long_words=False,
        break_on_hyphens=False,
    ) or [head.rstrip()]


def day_text(day: date | None) -> str:
    """A day as people write it: "9 January 2025", "undated"."""
    return f"{day.day} {day:%B %Y}" if day is not None else "undated"


def article_text(article: Row) -> str:
    """An article as its publisher, else its title, else its file, with its date."""
    title = f"“{article['title']}”" if article["title"] else None
    return f"{article['publisher'] or title or article['path']} ({day_text(article['published'])})"


def relation_text(relation: Row, names: Mapping[str, str]) -> str:
    """What a relation says: "two soldiers detained_by Security Service of Ukraine, in Kyiv"."""
    parts = [
        names.get(relation["subject_id"] or "", "—"),
        relation["predicate"],
        names.get(relation["object_id"] or "", ""),
    ]
    bounds = [relation["value_low"], relation["value_high"]]
    if bounds != [None, None]:
        parts.append(_number_text(bounds[0], bounds[1], relation["predicate"]))
    if relation["value_kind"]:
        parts.append(str(relation["value_kind"]).replace("_", " "))
    text = " ".join(part for part in parts if part)
    if relation["place_id"]:
        text += f", in {names.get(relation['place_id'], '?')}"
    start, end = relation["time_start"], relation["time_end"]
    if (start is not None or end is not None) and relation["predicate"] not in _YEARS:
        text += f", {day_text(start)}" if start == end else f", {day_text(start)} to {day_text(end)}"
    return text


def _number_text(low: float | None, high: float | None, predicate: str) -> str:
    is_year = predicate in _YEARS
    first, last = (None if bound is None else f"{bound:.0f}" if is_year else f"{bound:,.10g}" for bound in (low, high))
    if first == last:
        return str(first)
    if first is None:
        return f"up to {last}"
    return f"at least {first}" if last is None else f"{first} to {last}"


def status_text(relation: Row) -> str:
    """How well a relation is supported: "agreed by 3 independent articles", "contested: 2 for, 1 against"."""
    if relation["status"] == "agreed":
        return f"agreed by {relation['n_independent']} independent articles"
    if relation["status"] == "contested":
        return f"contested: {counted(relation['n_support'], 'claim')} for it, {relation['n_deny']} against it"
    return _STATUS[relation["status"]]


def counted(number: int, noun: str) -> str:
    """A number with its noun: "1 article", "3 articles"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def listed(texts: Sequence[str], most: int) -> str:
    """The first few of some texts: "a; b; and 3 more"."""
    more = len(texts) - most
    return "; ".join([*texts[:most], *([f"and {more} more"] if more > 0 else [])])
