"""The few lines a person sees at the end of a run."""

import json
from pathlib import Path
from typing import Any

from pipeline.workspace import project_workspace


def summary_lines(metrics: Path, tables: Path) -> list[str]:
    """Articles, dropped, mentions by label, entities, relations, conflicts, and where the tables are."""
    clean, annotate, relate, resolve, reconcile = (
        _read(metrics, stage) for stage in ("clean", "annotate", "relate", "resolve", "reconcile")
    )
    reasons = ", ".join(f"{reason} {n}" for reason, n in clean["dropped_by_reason"].items())
    labels = ", ".join(f"{label} {n}" for label, n in annotate["mentions_by_label"].items())
    statuses = ", ".join(f"{status} {n}" for status, n in reconcile["relations_by_status"].items())
    verdicts = ", ".join(f"{verdict} {n}" for verdict, n in reconcile["verdicts"].items())
    unlocated = resolve["unlocated_by_reason"]
    whys = "; ".join(f"{reason}: {n}" for reason, n in unlocated.items())
    rows = [
        ("articles", clean["kept"], f"{clean['syndicated_copies']} of them near-copies of another"),
        ("dropped", clean["dropped"], reasons),
        ("mentions", annotate["mentions"], labels),
        ("claims", relate["claims"], f"{relate['claims_with_claimer']} with a claimer"),
        ("entities", reconcile["entities"], ""),
        (
            "places",
            resolve["located"],
            f"with a point, {sum(unlocated.values())} without ({whys})" if unlocated else "with a point",
        ),
        ("relations", reconcile["relations"], statuses),
        ("conflicts", reconcile["verdicts"].get("conflicts", 0), f"compared pairs: {verdicts}" if verdicts else ""),
    ]
    lines = [f"{name:<10}{number:>8,}   {more}".rstrip() for name, number, more in rows]
    return [*lines, *resolve["judgements_of_no_article"], f"tables in {tables.resolve()}"]


def _read(metrics: Path, stage: str) -> Any:
    return json.loads((metrics / f"{stage}.json").read_text(encoding="utf-8"))


def main() -> None:
    """Print the summary of the last `dvc repro`."""
    workspace = project_workspace()
    print("\n".join(summary_lines(workspace.metrics, workspace.tables)))


if __name__ == "__main__":
    main()
