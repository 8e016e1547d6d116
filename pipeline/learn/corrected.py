"""How gold articles that somebody corrected are read, before and after a retraining: whether what was marked is found."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pipeline.annotate import Annotator
from pipeline.learn.checks import line_of
from pipeline.learn.evaluate import Reading
from pipeline.learn.gold import GoldArticle, read_gold_folder
from pipeline.learn.gold_articles import bare_article
from pipeline.learn.score_mentions import Score, Span, score_by

_MOST_SHOWN = 5  # mentions of an article that are named
_NONE = Score(0, 0, 0)
_CAUTION = (
    "The recogniser learnt from these articles: this shows what it took up. How it reads others: `dvc metrics diff`."
)


def corrected_since(folder: Path, before: Path) -> list[GoldArticle]:
    """The gold articles of `folder` that `before`, the same folder at another time, lacks or has otherwise."""

    def is_new(path: Path) -> bool:
        there = before / path.relative_to(folder)
        return not there.is_file() or there.read_bytes() != path.read_bytes()

    return [gold for gold in read_gold_folder(folder) if is_new(gold.path)]


def read_corrected(golds: Sequence[GoldArticle], annotator: Annotator) -> list[Reading]:
    """The gold articles beside what an annotator finds in them."""
    found = annotator.annotate([bare_article(gold) for gold in golds])
    return [Reading(gold, article.mentions or ()) for gold, article in zip(golds, found, strict=True)]


def corrected_lines(then: Sequence[Reading] | None, now: Sequence[Reading], root: Path) -> list[str]:
    """By label and by article how many of the marked mentions are found exactly, and how many others are.

    `then` is None where it is not known. What is not found now is named, with its line; what was found first.
    """
    before = then if then is not None else [None] * len(now)
    lines = [
        f"corrected articles: {len(now)}; mentions found as marked{', then → now' if then else ''}, and others found"
    ]
    old, new = _by_label(then or ()), _by_label(now)
    for label in sorted(new, key=lambda name: (-new[name].n_gold, name)):
        lines.append(f"  {label:<12} {_counts(old.get(label, _NONE) if then else None, new[label])}")
    for was, reading in zip(before, now, strict=True):
        scores = [sum(_by_label([r]).values(), _NONE) if r is not None else None for r in (was, reading)]
        assert scores[1] is not None
        lines.append(f"{reading.gold.path.relative_to(root).as_posix()}: {_counts(scores[0], scores[1])}")
        lines += _missing(was, reading)
    return [*lines, _CAUTION]


def _by_label(readings: Iterable[Reading]) -> dict[str, Score]:
    return dict(score_by([(r.gold.mentions, r.mentions) for r in readings], "label", exact=True))


def _counts(then: Score | None, now: Score) -> str:
    """ "12 → 30 of 35, others 9 → 2"."""
    found = f"{now.n_correct}" if then is None else f"{then.n_correct} → {now.n_correct}"
    n_others = [score.n_predicted - score.n_correct for score in (then, now) if score is not None]
    return f"{found} of {now.n_gold}, others {' → '.join(map(str, n_others))}"


def _missing(then: Reading | None, now: Reading) -> Iterator[str]:
    """What is marked and not found now, what was found before first."""
    found, had = (_keys(reading.mentions) if reading is not None else set() for reading in (now, then))
    missed = [m for m in now.gold.mentions if _key(m) not in found]
    missed.sort(key=lambda m: (_key(m) not in had, m.start))
    for m in missed[:_MOST_SHOWN]:
        across = [f"{f.label} {f.text!r}" for f in now.mentions if f.start < m.end and m.start < f.end]
        how = "no longer found" if _key(m) in had else "not found"
        read_as = f", read as {'; '.join(across[:2])}" if across else ""
        yield f"    line {line_of(now.gold, m.start)}: {m.label} {m.text!r} {how}{read_as}"
    if len(missed) > _MOST_SHOWN:
        yield f"    and {len(missed) - _MOST_SHOWN} more"


def _key(span: Span) -> tuple[int, int, str]:
    return span.start, span.end, span.label


def _keys(spans: Iterable[Span]) -> set[tuple[int, int, str]]:
    return {_key(span) for span in spans}
