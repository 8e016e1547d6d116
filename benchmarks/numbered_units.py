"""How many names of units are found in sentences of many armies, those that begin with a number above all.

    python benchmarks/numbered_units.py [FILE] [--errors]

FILE has a sentence a line, its units marked `[3 Division|UNIT]`; without it numbered_units.txt beside this script is
read: eighty invented sentences in the style of some twenty countries, a fifth of them with numbers that are no unit's,
written by somebody who knew the annotation guideline and neither rules nor output. Nothing may be tuned to them.
"""

import argparse
import re
from pathlib import Path

from pipeline.annotate import AnnotateSettings, load_annotator
from pipeline.config import pipeline_section, project_root
from pipeline.learn.evaluate import is_numbered_unit
from pipeline.learn.gold import GoldMention
from pipeline.records import Article

_MARK = re.compile(r"\[([^\]|]*)\|UNIT\]")  # linear: no two of its parts can take the same character
_ROMAN = re.compile(r"[IVX]+ ")
Span = tuple[int, int]


def read_line(line: str) -> tuple[str, set[Span]]:
    """The sentence without its marks, and where the marked units stand."""
    text, at, spans = "", 0, set()
    for mark in _MARK.finditer(line):
        text += line[at : mark.start()]
        spans.add((len(text), len(text) + len(mark[1])))
        text, at = text + mark[1], mark.end()
    return text + line[at:], spans


def is_numbered(text: str) -> bool:
    """Whether a unit's name begins with a number: in digits, in words, or a Roman one."""
    named = GoldMention(0, len(text), "UNIT", "name", None, text)
    return is_numbered_unit(named) or _ROMAN.match(text) is not None


def main() -> None:
    """Read, recognise, count."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, nargs="?", default=Path(__file__).with_suffix(".txt"))
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    annotator = load_annotator(pipeline_section("annotate", AnnotateSettings), project_root())
    lines = options.file.read_text(encoding="utf-8").splitlines()
    marked = [read_line(line.strip()) for line in lines if line.strip()]
    articles = [Article(str(n), f"{n}.txt", text, "en", "", 0) for n, (text, _) in enumerate(marked)]
    right = n_gold = n_found = right_numbered = n_numbered = 0
    for (text, gold), article in zip(marked, annotator.annotate(articles), strict=True):
        found = {(m.start, m.end) for m in article.mentions or () if m.label == "UNIT" and m.kind == "name"}
        right, n_gold, n_found = right + len(gold & found), n_gold + len(gold), n_found + len(found)
        numbered = {span for span in gold if is_numbered(text[slice(*span)])}
        n_numbered, right_numbered = n_numbered + len(numbered), right_numbered + len(numbered & found)
        for start, end in sorted(gold ^ found) if options.errors else ():
            print("missed" if (start, end) in gold else "false ", f"[{text[start:end]}] {text}")
    print(f"units: precision {right / max(n_found, 1):.3f}, recall {right / max(n_gold, 1):.3f} of {n_gold}")
    print(f"units that begin with a number: recall {right_numbered / max(n_numbered, 1):.3f} of {n_numbered}")


if __name__ == "__main__":
    main()
