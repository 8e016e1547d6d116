"""Time and memory of the global stages over made corpora of growing size: resolve, reconcile, publish, syndication.

    python benchmarks/cost.py [--sizes 1000,10000,100000] [--folder DIR]

Ten times the mentions may take at most twelve times the time. The articles are made from templates (12 mentions, six
claims each) with names that grow in number as those of a real corpus do; one person's name in a hundred is the same
for different people, and one name has ten thousand letters. They are written as the tables that `clean`, `annotate` and
`relate` would leave, since reading 100,000 texts is not what is measured; their text is what syndication reads, with one
in ten a copy of another. Each stage runs in a process of its own, whose peak memory is told.
"""

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from pipeline.config import pipeline_section, project_root
from pipeline.engines import LocalEngine
from pipeline.ids import content_id
from pipeline.schemas import (
    ANNOTATED_MENTIONS,
    CLEAN_ARTICLES,
    DROPPED,
    FOUND_CLAIMS,
    SYNDICATION,
    Table,
)  # fmt: skip
from pipeline.workspace import Workspace

STAGES: Final = ("syndication", "resolve", "reconcile", "publish", "review", "explain", "diff")
_ARTICLES_A_BATCH: Final = 2000
_SAME_NAME_SHARE: Final = 0.01
_SYLLABLES: Final = (
    "ba", "de", "ko", "li", "mu", "na", "ro", "sa", "te", "vi", "zo", "ga", "hu", "je", "pe", "ry", "sha", "kha", "len",
    "dor", "mir", "tan", "os", "ev",
)  # fmt: skip
_COUNTRIES: Final = (
    ("Ukraine", "Ukrainian"), ("Russia", "Russian"), ("Syria", "Syrian"), ("Iraq", "Iraqi"), ("Nigeria", "Nigerian"),
    ("Sudan", "Sudanese"), ("Ethiopia", "Ethiopian"), ("Myanmar", "Burmese"), ("Mali", "Malian"),
)  # fmt: skip
_TOWNS: Final = (
    "Sudzha", "Bakhmut", "Kupiansk", "Tokmak", "Homs", "Raqqa", "Manbij", "Idlib", "Mosul", "Tikrit", "Maiduguri", "Damboa",
    "Gwoza", "Nyala", "Geneina", "Mekelle", "Axum", "Lashio", "Kidal", "Gao",
)  # fmt: skip
_BRANCHES: Final = ("Mechanised", "Air Assault", "Marine", "Tank", "Mountain Assault", "Rifle", "Artillery")
_RANKS: Final = ("Colonel", "General", "Major", "Captain", "Lieutenant")
_ROLES: Final = ("rifleman", "sniper", "driver", "medic", "gunner")
_ORGS: Final = ("Defence Ministry", "General Staff", "Security Service")


@dataclass(slots=True)
class Text:
    """An article under construction: its text, and spans by name."""

    doc_id: str
    text: str = ""
    mentions: list[dict[str, Any]] = field(default_factory=list)
    claims: list[dict[str, Any]] = field(default_factory=list)

    def sentence(self, pieces: Sequence[str | tuple[str, str, str]], claims: Sequence[tuple[Any, ...]]) -> None:
        """Add a sentence of words and mentions (text, label, kind). A claim is (predicate, subject, object, more) by the
        number of the mention in the sentence."""
        start = len(self.text)
        found: list[dict[str, Any]] = []
        for piece in pieces:
            words, label, kind = (piece, "", "") if isinstance(piece, str) else piece
            at = len(self.text)
            self.text += words
            if label:
                ident = content_id("m", self.doc_id, at, len(self.text), label)
                found.append({"mention_id": ident, "start": at, "end": len(self.text), "text": words, "label": label,
                              "kind": kind, "referent": ident})  # fmt: skip
                if label == "QUANTITY":
                    number = float("".join(c for c in words if c.isdigit()) or 0)
                    found[-1] |= {"value_low": number, "value_high": number}
        where = {"doc_id": self.doc_id, "sentence_start": start, "sentence_end": len(self.text), "detector": "made"}
        self.mentions += [mention | where for mention in found]
        for predicate, subject, target, more in claims:
            self._claim(predicate, subject, target, more, found, start)
        self.text += " "

    def _claim(
        self, predicate: str, subject: Any, target: Any, more: Any, found: list[dict[str, Any]], at: int
    ) -> None:
        extra = dict(more)
        ids = {
            f"{role}_mention_id": None if number is None else found[number]["mention_id"]
            for role, number in (("subject", subject), ("object", target), ("place", extra.pop("place", None)),
                                 ("claimer", extra.pop("claimer", None)))
        }  # fmt: skip
        self.claims.append(
            {"claim_id": content_id("c", self.doc_id, predicate, at, subject, target), "doc_id": self.doc_id,
             "predicate": predicate, "rule_id": "made", "sentence_start": at, "sentence_end": len(self.text),
             "quote": self.text[at:], "polarity": "asserted", "certainty": "certain", "realis": "actual", "matched": []}
            | ids | extra
        )  # fmt: skip


@dataclass(slots=True)
class Maker:
    """Makes articles, the same ones for one size every time. Names: as many as the size's 0.8th power."""

    size: int
    dice: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.size)

    def word(self, number: int) -> str:
        """A made name with a number of its own."""
        base, letters = number, ""
        while base or not letters:
            base, rest = divmod(base, len(_SYLLABLES))
            letters += _SYLLABLES[rest]
        return letters.capitalize()

    def number(self, scale: float = 1.0) -> int:
        """A name's number: few are frequent, most are rare."""
        most = max(20, int(self.size**0.8 * scale))
        return min(most - 1, int(most * self.dice.random() ** 3))

    def person(self) -> str:
        """A full name; one in a hundred is always the same."""
        if self.dice.random() < _SAME_NAME_SHARE:
            return "Ivan Petrenko"
        return f"{self.word(self.number())} {self.word(self.number(2.0))}enko"

    def unit(self) -> str:
        """A numbered brigade."""
        return f"{1 + self.number(0.02)}th {self.dice.choice(_BRANCHES)} Brigade"

    def article(self, number: int) -> tuple[Text, date]:
        """One article of twelve mentions and six claims."""
        dice, text = self.dice, Text(content_id("d", self.size, number))
        country, people = dice.choice(_COUNTRIES)
        town = dice.choice(_TOWNS) if dice.random() < 0.5 else self.word(self.number()) + "ka"
        person = "Xa" * 5000 if number == 0 else self.person()
        day = date(2022, 1, 1) + timedelta(days=int(1400 * dice.random()))
        when = {"time_text": "Monday", "time_start": day, "time_end": day, "time_granularity": "day"}
        unit, age, dead = self.unit(), dice.randint(19, 60), dice.randint(2, 40)
        name, place = "name", (town, "PLACE", "name")
        text.sentence(
            [(people, "NATIONALITY", name), " soldiers of the ", (unit, "UNIT", name), " took ", place, " in ",
             (country, "PLACE", name), "."], [("captured", 1, 2, when), ("located_in", 2, 3, {})],
        )  # fmt: skip
        text.sentence(
            [(dice.choice(_RANKS), "RANK", name), " ", (person, "PERSON", name), ", ", (str(age), "QUANTITY", name),
             ", spoke."], [("has_age", 1, 2, {"value_low": age, "value_high": age, "value_unit": "years"}),
                           ("has_rank", 1, 0, {})],
        )  # fmt: skip
        text.sentence(
            [(f"{dead} soldiers", "GROUP", "nominal"), " and a ", (dice.choice(_ROLES), "PERSON", "nominal"),
             " were taken near ", place, ", the ", (f"{people} {dice.choice(_ORGS)}", "ORG", name), " said."],
            [("captured", None, 0, when | {"place": 2, "claimer": 3}), ("captured", None, 1, when | {"place": 2})],
        )  # fmt: skip
        return text, day

    def articles(self) -> Iterator[tuple[Text, date]]:
        """All articles; one in ten has another's text with a new first sentence."""
        before = ""
        for number in range(self.size):
            text, day = self.article(number)
            filler = " ".join(self.word(self.number(4.0)).lower() for _ in range(250))
            text.text += before if before and number % 10 == 9 else filler
            before = filler
            yield text, day


def write_corpus(size: int, workspace: Workspace) -> None:
    """Write the tables that `clean`, `annotate` and `relate` would leave."""
    tables: dict[Table, list[dict[str, Any]]] = {
        CLEAN_ARTICLES: [],
        SYNDICATION: [],
        ANNOTATED_MENTIONS: [],
        FOUND_CLAIMS: [],
    }
    stages = {CLEAN_ARTICLES: "clean", SYNDICATION: "clean", ANNOTATED_MENTIONS: "annotate", FOUND_CLAIMS: "relate"}
    parts: dict[Table, list[pa.Table]] = {table: [] for table in tables}

    def flush() -> None:
        for table, rows in tables.items():
            columns = {f.name: pa.array([row.get(f.name) for row in rows], f.type) for f in table.schema}
            parts[table].append(pa.table(columns, schema=table.schema))
            rows.clear()

    for number, (text, day) in enumerate(Maker(size).articles()):
        tables[CLEAN_ARTICLES].append(
            {"doc_id": text.doc_id, "path": f"{number}.txt", "publisher": f"Paper {number % 97}", "published": day,
             "lang": "en", "text": text.text, "raw_sha256": "0", "n_words": 300}
        )  # fmt: skip
        tables[SYNDICATION].append({"doc_id": text.doc_id, "syndication_group": text.doc_id})
        tables[ANNOTATED_MENTIONS] += text.mentions
        tables[FOUND_CLAIMS] += text.claims
        if number % _ARTICLES_A_BATCH == 0:
            flush()
    flush()
    from pipeline.tables import write_table

    for table, made in parts.items():
        write_table(workspace.path(stages[table], table), table, pa.concat_tables(made))
    write_table(workspace.path("clean", DROPPED), DROPPED, DROPPED.schema.empty_table())


def run_stage(stage: str, workspace: Workspace) -> None:
    """One stage, in this process."""
    tables = workspace.tables
    if stage == "syndication":
        from pipeline.clean.settings import CleanSettings
        from pipeline.clean.syndication import group_syndication
        from pipeline.tables import iter_rows

        path = workspace.path("clean", CLEAN_ARTICLES)
        texts = ((row["doc_id"], row["text"]) for row in iter_rows(path, CLEAN_ARTICLES, ["doc_id", "text"]))
        groups = group_syndication(texts, pipeline_section("clean", CleanSettings))
        print(f"    {len(groups) - len(set(groups.values()))} copies")
    elif stage == "review":
        from pipeline.judgements import Judgements
        from pipeline.report.review import list_merges_to_review

        list_merges_to_review(tables, Judgements(), 20)
    elif stage == "explain":
        from pipeline.report.explain import explain_entity
        from pipeline.schemas import ENTITIES
        from pipeline.tables import read_table

        ids = read_table(tables / "entities.parquet", ENTITIES, ["entity_id", "n_mentions"]).sort_by("n_mentions")
        explain_entity(tables, ids["entity_id"][-1].as_py())
    elif stage == "diff":
        from pipeline.report.diff import diff_tables

        diff_tables(tables, tables)
    else:
        from importlib import import_module

        import_module(f"pipeline.stages.{stage}").run(workspace)


def main() -> None:
    """Print time, memory and growth."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--folder", type=Path, help="keep the tables here")
    parser.add_argument("--stage", choices=STAGES, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.stage:
        started = time.process_time()
        run_stage(options.stage, workspace_of(options.folder))
        megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{time.process_time() - started:.2f} {megabytes}")
        return
    with tempfile.TemporaryDirectory() as passing:
        root = options.folder or Path(passing)
        before: dict[str, float] = {}
        for size in map(int, options.sizes.split(",")):
            folder = root / str(size)
            if not folder.is_dir():
                write_corpus(size, workspace_of(folder))
            print(f"{size:,} articles, {size * 12:,} mentions, {size * 6:,} claims", flush=True)
            for stage in STAGES:
                command = [sys.executable, "-W", "ignore", __file__, "--stage", stage, "--folder", str(folder)]
                lines = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
                seconds, peak = (float(figure) for figure in lines[-1].split())
                growth = f"x {seconds / before[stage]:.1f}" if before.get(stage) else ""
                print(f"  {stage:12}{seconds:9.2f} s {peak:7.0f} MB  {growth}", flush=True)
                before[stage] = seconds


def workspace_of(folder: Path) -> Workspace:
    """A workspace below a folder."""
    return Workspace(folder / "work", folder / "tables", folder / "metrics", project_root() / ".store", LocalEngine())


if __name__ == "__main__":
    main()
