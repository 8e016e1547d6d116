"""The figures of `evaluate` as text that a person reads, and as small CSV files that DVC plots."""

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from typing import Any

from pipeline.learn.evaluate import Figures


def table(rows: Mapping[str, Mapping[str, Any]], *, first: str) -> str:
    """Rows of figures below one header; a row may lack columns."""
    columns = list(dict.fromkeys(column for row in rows.values() for column in row))
    width = max([len(first), *(len(name) for name in rows)]) + 2
    lines = [first.ljust(width) + "".join(column.rjust(max(12, len(column) + 2)) for column in columns)]
    for name, row in rows.items():
        cells = (_cell(row.get(column)).rjust(max(12, len(column) + 2)) for column in columns)
        lines.append(name.ljust(width) + "".join(cells))
    return "\n".join(lines)


def _cell(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else "" if value is None else str(value)


def mention_page(part: str, figures: Figures) -> str:
    """All figures of recognition of one part."""
    titles = {
        "exact": "Exact: same start, end and label",
        "overlapping": "Overlapping: same label, at least one character shared",
        "kind_exact": "By kind, exact",
        "names_exact": "Names of units, people, places and organisations, exact",
        "names_overlapping": "The same, overlapping",
        "detectors": "By detector: what it found, and how much of that is right",
    }
    pages = [f"{title} ({part})\n\n{table(figures[key], first='')}" for key, title in titles.items()]
    numbered, links = figures["numbered_units"], figures["coreference"]
    pages.append(
        f"Units that begin with a number: recall {numbered['recall']:.3f} of {numbered['gold']}\n"
        f"Links to who is meant: precision {links['precision']:.3f}, recall {links['recall']:.3f}, F1 {links['f1']:.3f}"
    )
    return "\n\n\n".join(pages) + "\n"


def error_page(errors: Sequence[tuple[str, str]], limit: int) -> str:
    """Errors, the commonest kind first, at most `limit` of them, spread over the kinds by their frequency."""
    counts = Counter(kind for kind, _ in errors)
    pages = [f"{len(errors)} errors"]
    for kind, n in counts.most_common():
        shown = [line for other, line in errors if other == kind][: max(1, round(limit * n / len(errors)))]
        pages.append(f"{kind}: {n}\n" + "\n".join(f"  {line}" for line in shown))
    return "\n\n".join(pages) + "\n"


def confusion_page(rows: Iterable[tuple[str, str]]) -> str:
    """Gold labels down, found labels across."""
    counts = Counter(rows)
    labels = [*sorted({label for pair in counts for label in pair} - {"nothing"}), "nothing"]
    across: dict[str, dict[str, int | None]] = {
        gold: {found: counts[gold, found] or None for found in labels} for gold in labels
    }
    return table(across, first="gold / found") + "\n"


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A CSV file."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()
