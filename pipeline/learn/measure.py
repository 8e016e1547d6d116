"""One evaluation: figures of every part, pages and plots of them. What reads the articles is handed in."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.annotate.spans import NAME_LABELS
from pipeline.learn.evaluate import (
    SECOND,
    Figures,
    Reading,
    agreement,
    claim_figures,
    confusion,
    mention_errors,
    mention_figures,
    read_part,
    score_readings,
)  # fmt: skip
from pipeline.learn.evaluate_text import confusion_page, csv_text, error_page, mention_page, table
from pipeline.learn.gold import GoldArticle, read_gold_folder
from pipeline.learn.plots import bar_chart, heat_table
from pipeline.learn.score_claims import ClaimScores, show_scores
from pipeline.learn.settings import EvaluateSettings
from pipeline.vocabulary import vocabulary

Readings = tuple[list[Reading], list[Reading]]


@dataclass(frozen=True, slots=True)
class Evaluator:
    """How gold articles are read: `read` gives them end to end and with gold mentions given, `ablate` layer by layer."""

    read: Callable[[Sequence[GoldArticle]], Readings]
    ablate: Callable[[Sequence[GoldArticle]], Figures]


def measure(
    parts: Mapping[str, Sequence[GoldArticle]],
    gold_folder: Path,
    evaluator: Evaluator,
    settings: EvaluateSettings,
    out: Path,
) -> Figures:
    """The figures of all parts and of the agreement between annotators; they, pages and plots are written to `out`."""
    figures: Figures = {}
    for part, golds in parts.items():
        found, given = evaluator.read(golds)
        end_to_end, with_gold = score_readings(found, vocabulary()), score_readings(given, vocabulary())
        figures[part] = {
            **mention_figures(found),
            "claims": claim_figures(end_to_end),
            "claims_given_mentions": claim_figures(with_gold),
            "ablations": evaluator.ablate(golds),
        }
        rows = confusion(found)
        _write(out / f"mentions_{part}.txt", mention_page(part, figures[part]))
        _write(out / f"claims_{part}.txt", _claims_page(part, end_to_end, with_gold))
        _write(out / f"confusion_{part}.txt", confusion_page(rows))
        _write(out / f"confusion_{part}.svg", heat_table(f"Gold labels down, found labels across ({part})", rows))
        _write(out / f"ablations_{part}.txt", _ablations_page(part, figures[part]["ablations"]))
        if part in settings.errors_of:
            _write(out / f"errors_{part}.txt", error_page(mention_errors(found), settings.max_errors))
            _write(out / f"claim_errors_{part}.txt", "\n".join(end_to_end.errors) + "\n")
    _write_plots(list(parts), figures, out)
    figures["agreement"] = _agreement(gold_folder, settings)
    _write(out / "agreement.txt", _agreement_page(figures["agreement"]))
    _write(out / "figures.json", json.dumps(figures, indent=2, sort_keys=True) + "\n")
    return figures


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _write_plots(parts: Sequence[str], figures: Figures, out: Path) -> None:
    """What stands below `plots` in dvc.yaml, but for the confusion: pictures, and tables that `dvc plots diff` compares."""
    by_label = {part: {label: row["f1"] for label, row in figures[part]["exact"].items()} for part in parts}
    layers = {part: {name: row["all_names"] for name, row in figures[part]["ablations"].items()} for part in parts}
    _write(out / "f1.svg", bar_chart("F1 by label, exact", by_label))
    _write(out / "layers.svg", bar_chart("F1 on names by layers of recognition", layers))
    for part in parts:
        _write(out / f"f1_{part}.csv", csv_text(("label", "f1"), by_label[part].items()))


def _claims_page(part: str, end_to_end: ClaimScores, given: ClaimScores) -> str:
    return (
        f"Claims end to end: mentions, then claims ({part})\n\n{show_scores(end_to_end)}\n\n\n"
        f"Claims with the gold mentions given ({part})\n\n{show_scores(given)}\n"
    )


def _ablations_page(part: str, ablations: Figures) -> str:
    names = sorted(f"{label}_names" for label in NAME_LABELS)
    columns = [*names, "all_names", *sorted({c for row in ablations.values() for c in row} - {*names, "all_names"})]
    across = {column: {variant: row.get(column) for variant, row in ablations.items()} for column in columns}
    return f"Exact F1 by layers of recognition ({part})\n\n{table(across, first='')}\n"


def _agreement(gold_folder: Path, settings: EvaluateSettings) -> Figures:
    second = gold_folder / SECOND
    if not second.is_dir():
        return {}
    first = [gold for part in ("train", *settings.parts) for gold in read_part(gold_folder / part)]
    unique = {gold.id: gold for gold in first}
    return agreement(list(unique.values()), read_gold_folder(second), vocabulary())


def _agreement_page(figures: Figures) -> str:
    if not figures:
        return f"No article is annotated twice (seeds/gold/{SECOND} is missing).\n"
    pages = [f"{figures['articles']} articles annotated twice; F1 of one annotator against the other"]
    pages += [f"{key}\n\n{table(figures[key], first='')}" for key in ("exact", "overlapping")]
    claims = {name: row for name, row in figures["claims"].items() if name != "attributes"}
    pages += [f"claims\n\n{table(claims, first='')}"] if claims else []
    return "\n\n\n".join(pages) + "\n"
