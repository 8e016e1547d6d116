"""Calendar times in English news text: where they stand (`find_dates`) and which days they mean (`resolve_date`).

Words and patterns are in configs/grammar/dates.yaml; how a kind of phrase becomes days is in date_kinds.py.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from pipeline.config import project_root
from pipeline.grammar.calendar import DateRange
from pipeline.grammar.classes import OTHER, Grammar, Match, load_grammar
from pipeline.grammar.date_kinds import resolve_kind
from pipeline.grammar.date_pieces import Frame
from pipeline.grammar.date_years import Context, is_counted, is_year
from pipeline.grammar.lexer import Tokens, lex

__all__ = ["DateRange", "DateSpan", "find_dates", "resolve_date"]

Tense = Literal["past", "future"]

_MONTHS = frozenset({"month", "month_ambiguous"})
_FORMS = ("day", "dayth", "nth", "year", "int", "clock", "hhmm", "iso", "dotted", "slashed", "decade", "yearspan")
_MAX_PHRASE = 200  # characters: no date phrase is longer, and whatever is handed in is read in bounded time
_SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("iso", re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")),
    ("clock", re.compile(r"[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?")),
    ("hhmm", re.compile(r"([01]?[0-9]|2[0-3])\.[0-5][0-9]")),
    ("dotted", re.compile(r"[0-9]{1,2}\.[0-9]{1,2}\.([0-9]{4}|[0-9]{2})")),
    ("slashed", re.compile(r"[0-9]{1,2}/[0-9]{1,2}/([0-9]{4}|[0-9]{2})")),
    ("yearspan", re.compile(r"(19|20)[0-9]{2}/([0-9]{4}|[0-9]{2})")),
    ("decade", re.compile(r"(1[0-9]|20)[0-9]0s|['’][0-9]0s")),
)


@dataclass(frozen=True, slots=True)
class DateSpan:
    """Where a calendar time stands, in code points, end exclusive; without its preposition and leading article."""

    start: int
    end: int


@cache
def _grammar(root: Path) -> Grammar:
    return load_grammar(root / "configs" / "grammar" / "dates.yaml", _FORMS)


def _load() -> Grammar:
    return _grammar(project_root())


def classify_digits(tokens: Tokens, index: int) -> str | None:
    """The date class of a token that begins with a digit: day, dayth, year, clock, iso, ...; None for any other number.

    A number glued to letters or to a currency sign (F-16, T72, $20, No.5) is part of a name or an amount.
    """
    word = tokens.words[index]
    if tokens.touches(index) and _is_glued(tokens, index):
        return None
    if word.isdigit() and word.isascii():
        number = int(word) if len(word) <= 4 else 0
        if len(word) <= 2:
            return "day" if 1 <= number <= 31 else "int"
        return ("year" if 1000 <= number <= 2199 else "int") if number else None
    if word[-1] in "htd":
        stem = word[:-2]
        return ("dayth" if 1 <= int(stem) <= 31 else "nth") if stem.isdigit() and len(stem) <= 2 else None
    return next((name for name, shape in _SHAPES if shape.fullmatch(word)), None)


def _is_glued(tokens: Tokens, index: int) -> bool:
    before = tokens.words[index - 1]
    if before in "-–—/" and index > 1 and tokens.touches(index - 1):
        # "mid-2024", "January 4-5", "December-2024" are dates; "F-16", "Covid-19", "Su-25" are names.
        word = tokens.words[index - 2]
        return word.isalpha() and _load().class_of.get(_load().code_of.get(word, OTHER)) is None
    return (
        before.isalpha()
        or before in "$€£¥#№_'’"
        or (before in ".,:" and index > 1 and tokens.words[index - 2][-1].isdigit())
    )


def find_dates(text: str) -> list[DateSpan]:
    """The calendar times of a text, left to right, without overlap. Durations ("for three hours") are none.

    "now", "currently" and the like are not marked, although `resolve_date` reads them.
    """
    return list(_found_dates(text, project_root()))


@lru_cache(maxsize=4)
def _found_dates(text: str, root: Path) -> tuple[DateSpan, ...]:
    """As `find_dates`; remembered, since quantities ask for the dates of a text that was just searched for them."""
    grammar, tokens = _grammar(root), lex(text)
    codes = grammar.codes(tokens, classify_digits)
    not_after, not_before = (frozenset(grammar.settings[key]) for key in ("not_after", "not_before"))
    matches = (_with_impossible(_without_article(match, tokens), tokens) for match in grammar.find(codes))
    return tuple(
        DateSpan(tokens.starts[match.first], tokens.ends[match.end - 1])
        for match in matches
        if _stands_as_date(tokens, match, grammar.settings["year_context"])
        and not _is_named(tokens, match, not_after, not_before)
    )


def _stands_as_date(tokens: Tokens, match: Match, context: Context) -> bool:
    first, last = tokens.words[match.first], tokens.words[match.end - 1]
    if match.rule.id == "year" and not is_year(tokens, match.first, context):
        return False
    if match.rule.id == "clock-dotted" and is_counted(tokens, match.end, context):
        return False
    if match.rule.id == "years-short" and "/" not in first:
        return int(last) == int(first) % 100 + 1
    if match.rule.id == "clock" and first.isdigit() and len(first) > 2:  # "1030 hours", "0510 GMT"
        return len(first) == 4 and first < "2400" and first[2] < "6"
    return match.rule.id != "new-year" or match.end > match.first + 2 or last == "Year"


def _is_named(tokens: Tokens, match: Match, not_after: frozenset[str], not_before: frozenset[str]) -> bool:
    """As in "Every Tuesday", "the March 23 Movement"."""
    if match.first > 0 and tokens.words[match.first - 1].lower() in not_after:
        return True
    after = tokens.words[match.end] if match.end < len(tokens.words) else ""
    return after[:1].isupper() and after.lower() in not_before


def _without_article(match: Match, tokens: Tokens) -> Match:
    if tokens.words[match.first].lower() == "the" and match.end - match.first > 1:
        return replace(match, first=match.first + 1)
    return match


def _with_impossible(match: Match, tokens: Tokens) -> Match:
    """With the number that makes it no date: "32 January 2024", "5 March 0026"; such a date stays unresolved."""
    words = tokens.words[match.first : match.end]
    grammar = _load()
    classes = [grammar.class_of.get(grammar.code_of.get(word, OTHER)) for word in words]
    if not _MONTHS & set(classes):
        return match
    first, end = match.first, match.end
    before = tokens.words[first - 1] if first else ""
    if classes[0] in _MONTHS and words[-1].isdigit() and len(words[-1]) == 4 and _is_no_day(before):
        first -= 1
    after = tokens.words[end] if end < len(tokens.words) else ""
    beyond = tokens.words[end + 1] if end + 1 < len(tokens.words) else ""
    has_year = any(len(word) == 4 and word.isdigit() for word in words)
    if not has_year and _is_no_year(after) and (after[0] == "0" or not beyond[:1].isalpha()):
        end += 1  # but "in May 2500 soldiers left"
    return replace(match, first=first, end=end)


def _is_no_day(word: str) -> bool:
    return word.isdigit() and word.isascii() and len(word) == 2 and not 1 <= int(word) <= 31  # "00", "32"


def _is_no_year(word: str) -> bool:
    return word.isdigit() and word.isascii() and len(word) == 4 and not 1000 <= int(word) <= 2199


def resolve_date(
    text: str, anchor: date | None, tense: Tense | None = None, context: DateRange | None = None
) -> DateRange | None:
    """The days that a phrase means, as a closed range never sharper than the text; None when it cannot be known.

    `anchor` is the publication day, `tense` that of the event (None is read as news: past, unless a day and month lie a
    few weeks ahead), `context` the time that the story has reached, for "the next day", "two days later", "that night".
    A phrase with "since" or "after" before it runs up to the anchor; with "until", "by" or "before" it has no known
    start and gives None. Impossible dates (31 February) give None. Never raises.
    """
    tokens = lex(text[:_MAX_PHRASE])
    grammar = _load()
    codes = grammar.codes(tokens, classify_digits)
    match = grammar.read(codes)
    if match is None or _is_cut(grammar, codes, match):
        return None
    frame = Frame(anchor, tense, context, grammar.settings)
    parts = grammar.parts(tokens, codes, match)
    days = resolve_kind(match.rule.kind, parts, frame)
    if days is None:
        return None
    if match.rule.kind in ("relative", "months", "season") and not any(part.kind == "year" for part in parts):
        days = _without_future(days, frame)
    return _bounded(days, frame, _word_before(grammar, codes, match))


def _without_future(days: DateRange, frame: Frame) -> DateRange:
    """What happened "this week" happened by the day of publication."""
    if frame.tense == "past" and frame.anchor is not None and days.start <= frame.anchor < days.end:
        return replace(days, end=frame.anchor)
    return days


def _is_cut(grammar: Grammar, codes: str, match: Match) -> bool:
    """Whether the match leaves out what it depends on: "32" of "32 January", "week" of "fourth week"."""
    if match.rule.kind == "known_month" and match.end < len(codes):
        return True
    if match.end < len(codes) and grammar.class_of.get(codes[match.end]) == "int":
        return True  # "5 March 0026"
    return match.first > 0 and grammar.class_of.get(codes[match.first - 1]) in ("int", "nth")


def _word_before(grammar: Grammar, codes: str, match: Match) -> str | None:
    index = match.first - 1
    if index >= 0 and grammar.class_of.get(codes[index]) == "the":
        index -= 1
    return grammar.class_of.get(codes[index]) if index >= 0 else None


def _bounded(days: DateRange, frame: Frame, word: str | None) -> DateRange | None:
    if word in ("since", "after"):
        if frame.anchor is None or days.start > frame.anchor or (word == "after" and frame.tense == "future"):
            return None
        return DateRange(days.start, frame.anchor, "range")
    return None if word in ("until", "before") else days
