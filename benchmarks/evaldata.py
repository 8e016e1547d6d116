"""Score recognition on public annotated corpora, beside the bare base pipeline, and time both.

    python benchmarks/evaldata.py EVALDATA [--corpus re3d_dev.jsonl] [--out DIR]

EVALDATA holds the corpora as JSON lines with `text` and `entities`, and score.py, which does the counting (its README
explains both). Labels are compared on a common ground: ORG, LOC, PER, TIME, NORP, WEAPON. Units and groups count as
ORG, as re3d has it; its annotators marked descriptions and pronouns, too.
"""

import argparse
import json
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import spacy

from pipeline.annotate import AnnotateSettings, load_annotator
from pipeline.annotate.base import find_pipeline
from pipeline.config import pipeline_section, project_root
from pipeline.records import Article

OURS: Mapping[str, str] = {
    "UNIT": "ORG", "ORG": "ORG", "PLACE": "LOC", "PERSON": "PER", "GROUP": "ORG", "DATE": "TIME",
    "NATIONALITY": "NORP", "WEAPON": "WEAPON", "PLATFORM": "WEAPON",
}  # fmt: skip
STOCK: Mapping[str, str] = {
    "ORG": "ORG", "GPE": "LOC", "LOC": "LOC", "FAC": "LOC", "PERSON": "PER", "NORP": "NORP", "DATE": "TIME",
    "TIME": "TIME",
}  # fmt: skip
GOLD: Mapping[str, Mapping[str, str | None]] = {
    "re3d_dev.jsonl": {
        "Organisation": "ORG", "Location": "LOC", "Person": "PER", "Temporal": "TIME", "Nationality": "NORP",
        "Weapon": "WEAPON", "MilitaryPlatform": "WEAPON", "Vehicle": None, "Quantity": None, "Money": None,
        "DocumentReference": None, "CommsIdentifier": None, "Frequency": None,
    },
    "geovirus_dev.jsonl": {"Location": "LOC"},
}  # fmt: skip


def main() -> None:
    """Write predictions of both systems and print their scores and speeds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("evaldata", type=Path)
    parser.add_argument("--corpus", default="re3d_dev.jsonl")
    parser.add_argument("--out", type=Path, default=Path("outputs/evaldata"))
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    corpus = options.evaldata / options.corpus
    documents = [json.loads(line) for line in corpus.read_text(encoding="utf-8").splitlines() if line.strip()]
    gold = GOLD.get(options.corpus, {})
    mapping = options.out / "map.json"
    mapping.write_text(
        json.dumps({"entities": {"gold": gold, "pred": {}}, "relations": {}, "unlisted": "keep"}), encoding="utf-8"
    )
    settings = pipeline_section("annotate", AnnotateSettings)
    for name, predict in (("stock", predict_stock(settings)), ("sitrep", predict_ours(settings))):
        words = sum(len(d["text"].split()) for d in documents)
        started = time.process_time()
        found = list(predict([d["text"] for d in documents]))
        seconds = time.process_time() - started
        predictions = options.out / f"{name}.jsonl"
        write_predictions(predictions, documents, found)
        print(f"\n== {name}: {words / seconds:,.0f} words a second")
        sys.stdout.flush()
        score = [sys.executable, str(options.evaldata / "score.py"), str(corpus), str(predictions)]
        subprocess.run([*score, "--normalise", "--map", str(mapping)], check=True)


Span = tuple[int, int, str]
Predict = Callable[[Sequence[str]], Iterator[list[Span]]]


def predict_stock(settings: AnnotateSettings) -> Predict:
    """The bare base pipeline as it was installed, its labels mapped."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        nlp = spacy.load(find_pipeline(settings.base_pipeline, project_root()))

    def predict(texts: Sequence[str]) -> Iterator[list[Span]]:
        for doc in nlp.pipe(texts, batch_size=settings.batch_texts):
            yield [(e.start_char, e.end_char, STOCK[e.label_]) for e in doc.ents if e.label_ in STOCK]

    return predict


def predict_ours(settings: AnnotateSettings) -> Predict:
    """The annotator, its labels mapped."""
    annotator = load_annotator(settings, project_root())

    def predict(texts: Sequence[str]) -> Iterator[list[Span]]:
        articles = [Article(str(n), str(n), text, "en", "", 0) for n, text in enumerate(texts)]
        for article in annotator.annotate(articles):
            yield [(m.start, m.end, OURS[m.label]) for m in article.mentions or () if m.label in OURS]

    return predict


def write_predictions(path: Path, documents: Iterable[Mapping[str, Any]], found: Iterable[list[Span]]) -> None:
    """One JSON line a document, in the corpus' own format."""
    with path.open("w", encoding="utf-8") as file:
        for document, spans in zip(documents, found, strict=True):
            entities = [{"id": f"e{n}", "start": a, "end": b, "label": label} for n, (a, b, label) in enumerate(spans)]
            file.write(json.dumps({"doc_id": document["doc_id"], "entities": entities, "relations": []}) + "\n")


if __name__ == "__main__":
    main()
