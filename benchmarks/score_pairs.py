"""Score the whole pipeline on the test bed of article pairs: `python benchmarks/score_pairs.py [--list] [tests/pairs]`.

Each pair is a corpus of its own. How a pair is read stands in tests/pairs/test_pairs_format.py. Prints totals; with
`--list`, every expectation that was not met.
"""

import argparse
import json
import re
import tempfile
from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from pipeline.engines import LocalEngine
from pipeline.stages import annotate, clean, publish, reconcile, relate, resolve
from pipeline.workspace import Workspace, store_path

MENTION = re.compile(r"(?P<article>[ab]): (?P<text>.+?)(?: @(?P<nth>[1-9]\d*))?")


class PairRun:
    """The published tables of one pair, asked in the test bed's terms."""

    def __init__(self, pair: dict[str, Any], tables: Path) -> None:
        self.pair = pair
        names = ("articles", "mentions", "entities", "claims", "relations", "conflicts")
        for name in names:
            setattr(self, name, pd.read_parquet(tables / f"{name}.parquet"))
        self.doc = dict(zip(self.articles.source_id, self.articles.doc_id, strict=True))  # type: ignore[attr-defined]

    def entity(self, mention: str) -> str | None:
        """The entity of the mention that covers the named text best, or None."""
        match = MENTION.fullmatch(mention)
        assert match is not None
        text = next(a["text"] for a in self.pair["articles"] if a["name"] == match["article"])
        found = list(re.finditer(rf"(?<!\w){re.escape(match['text'])}(?!\w)", text))[int(match["nth"] or 1) - 1]
        m = self.mentions  # type: ignore[attr-defined]
        m = m[(m.doc_id == self.doc.get(match["article"])) & (m.raw_start < found.end()) & (m.raw_end > found.start())]
        m = m[m.entity_id.notna()]
        if m.empty:
            return None
        overlap = m.raw_end.clip(upper=found.end()) - m.raw_start.clip(lower=found.start())
        union = m.raw_end.clip(lower=found.end()) - m.raw_start.clip(upper=found.start())
        return str(m.entity_id[(overlap / union).idxmax()])

    def claims_of(self, side: str, predicate: str, wanted: dict[str, Any]) -> list[str]:
        """The claims that fit one side of a verdict."""
        article = next((wanted[k][0] for k in ("subject", "object", "claimer") if k in wanted), side)
        c = self.claims  # type: ignore[attr-defined]
        c = c[(c.doc_id == self.doc.get(article)) & (c.predicate == predicate)]
        for key in ("subject", "object", "claimer"):
            if key in wanted:
                c = c[c[f"{key}_id"] == self.entity(wanted[key])]
        for key, columns in {
            "value": ["value_low", "value_high"],
            "low": ["value_low"],
            "high": ["value_high"],
        }.items():
            for column in columns:
                if key in wanted and wanted[key] is not None:
                    c = c[
                        c[column]
                        == float(
                            str(wanted[key])[:4] if key == "value" and not _is_number(wanted[key]) else wanted[key]
                        )
                    ]
        if "kind" in wanted:
            c = c[c.value_kind == wanted["kind"]]
        if "polarity" in wanted:
            c = c[c.polarity == wanted["polarity"]]
        return list(c.claim_id)

    def verdict(self, a: list[str], b: list[str]) -> str:
        """The verdict between two lists of claims: that of their relations, `same` within one, else not_comparable."""
        r = self.relations  # type: ignore[attr-defined]
        of = {claim: rid for rid, claims in zip(r.relation_id, r.claim_ids, strict=True) for claim in claims}
        ra, rb = {of[x] for x in a if x in of}, {of[x] for x in b if x in of}
        k = self.conflicts  # type: ignore[attr-defined]
        rows = {frozenset((x, y)): v for x, y, v in zip(k.relation_a, k.relation_b, k.verdict, strict=True)}
        for x in ra:
            for y in rb:
                if frozenset((x, y)) in rows:
                    return str(rows[frozenset((x, y))])
        return "same" if ra & rb else "not_comparable"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float)


def score(run: PairRun) -> tuple[Counter[str], list[str]]:
    """Counts of what was asked and met, and a line for each expectation not met."""
    counts: Counter[str] = Counter()
    missed: list[str] = []
    name = run.pair["id"]

    def tell(kind: str, met: bool, line: str) -> None:
        counts[f"{kind}_asked"] += 1
        counts[f"{kind}_met"] += met
        if not met:
            missed.append(f"{name}: {kind}: {line}")

    for group in run.pair.get("same", []):
        for one, other in combinations(group, 2):
            a, b = run.entity(one), run.entity(other)
            tell("same", a is not None and a == b, f"{one!r} | {other!r}" + (" (not found)" if None in (a, b) else ""))
    for one, other in run.pair.get("different", []):
        a, b = run.entity(one), run.entity(other)
        tell("different", a is None or a != b, f"{one!r} | {other!r}")
    for wanted in run.pair.get("verdicts", []):
        a = run.claims_of("a", wanted["predicate"], wanted["a"])
        b = run.claims_of("b", wanted.get("predicate_b", wanted["predicate"]), wanted["b"])
        got = run.verdict(a, b)
        lost = "" if a and b else " (claim not found)"
        accepted = {wanted["verdict"], *wanted.get("also", [])}
        tell(
            "verdict",
            got in accepted and bool(a and b),
            f"{wanted['predicate']} wanted {wanted['verdict']}, got {got}{lost}",
        )
        if a and b:
            tell("verdict_of_found", got in accepted, f"{wanted['predicate']} wanted {wanted['verdict']}, got {got}")
        counts["false_conflicts"] += got == "conflicts" and "conflicts" not in accepted
    for wanted in run.pair.get("relations", []):
        side = (wanted.get("subject") or wanted.get("object"))[0]
        claims = set(
            run.claims_of(
                side,
                wanted["predicate"],
                {k: v for k, v in wanted.items() if k in {"subject", "object", "value", "low", "high", "kind"}},
            )
        )
        r = run.relations  # type: ignore[attr-defined]
        rows = r[[bool(claims & set(ids)) for ids in r.claim_ids]] if len(r) else r
        met = bool(len(rows)) and (rows.status == wanted["status"]).any()
        if met and "n_independent" in wanted:
            met = bool((rows.n_independent == wanted["n_independent"]).any())
        tell(
            "relation",
            bool(met),
            f"{wanted['predicate']} wanted {wanted['status']}, got {list(rows.status) if len(rows) else 'none'}",
        )
    if "syndicated" in run.pair:
        groups = run.articles.syndication_group  # type: ignore[attr-defined]
        tell("syndicated", (groups.nunique() == 1) == run.pair["syndicated"], f"wanted {run.pair['syndicated']}")
    return counts, missed


def run_pairs(folder: Path) -> tuple[Counter[str], list[str]]:
    """Run and score every pair of the folder."""
    pairs = [
        pair for path in sorted(folder.glob("*.yaml")) for pair in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]
    counts: Counter[str] = Counter()
    missed: list[str] = []
    with tempfile.TemporaryDirectory() as passing:
        root = Path(passing)
        inputs = root / "in"
        inputs.mkdir()
        for pair in pairs:
            lines = [
                json.dumps({"id": a["name"], "text": a["text"], "publisher": a["publisher"],
                            "published": a["published"] and a["published"].isoformat()}, ensure_ascii=False)
                for a in pair["articles"]
            ]  # fmt: skip
            (inputs / f"{pair['id']}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")

        def workspace(name: str) -> Workspace:
            return Workspace(root / name, root / name / "tables", root / name / "metrics", store_path(), LocalEngine())

        warm = workspace("all")
        clean.run([inputs], warm)
        annotate.run(warm)
        relate.run(warm)
        for pair in pairs:
            space = workspace(pair["id"])
            clean.run([inputs / f"{pair['id']}.jsonl"], space)
            for stage in (annotate, relate, resolve, reconcile, publish):
                stage.run(space)
            met, lines = score(PairRun(pair, space.tables))
            counts += met
            missed += lines
    return counts, missed


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("tests/pairs"))
    parser.add_argument("--list", action="store_true", help="list what was not met")
    arguments = parser.parse_args()
    counts, missed = run_pairs(arguments.folder)
    for kind in ("same", "different", "verdict", "verdict_of_found", "relation", "syndicated"):
        asked, met = counts[f"{kind}_asked"], counts[f"{kind}_met"]
        print(f"{kind:18}{met:5} of {asked:4} = {met / max(asked, 1):.3f}")
    print(f"{'false conflicts':18}{counts['false_conflicts']:5}")
    if arguments.list:
        print("\n".join(missed))


if __name__ == "__main__":
    main()
