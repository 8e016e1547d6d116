"""Who says so, and whether it happened: claimers, polarity, certainty and realis of marked words in news of all kinds.

    python benchmarks/voices.py [FILE ...] [--errors]

A line is a passage (`\\n` parts paragraphs) with words marked `{fell|...}`: in a file whose name begins with `says`
behind the bar stands who says it, as in the text (`a/b`: either; `-`: nobody but the article); in any other file how it is
said: asserted, denied, probable, possible, actual, planned, hypothetical (`;` joins, `/` parts what may be found
instead, `,` parts two voices). Any word can be marked: what is measured is how words are said, not which claims are
found. Without FILE the sentences beside this script are read: invented, of all kinds of news, their expectations written
before the first run, mistakes among them left as they were. Their errors were studied since.
"""

import argparse
import re
from pathlib import Path

from pipeline.annotate import AnnotateSettings, load_annotator
from pipeline.config import pipeline_section, project_root
from pipeline.records import Article
from pipeline.relate import RelateSettings, load_rules
from pipeline.relate.find import attributed, read_article
from pipeline.relate.quotations import quoted_sources
from pipeline.relate.reading import Reading
from pipeline.relate.scope import find_voices
from pipeline.relate.trailers import find_trailers
from pipeline.relate.voices import Voice

_MARK = re.compile(r"\{([^{}|]*)\|([^{}|]*)\}")  # linear: no two of its parts can take the same character


def read_line(line: str) -> tuple[str, dict[int, str]]:
    """The passage without its marks, and by offset of each marked word what is expected of it."""
    text, at, expected = "", 0, {}
    line = line.replace("\\n", "\n")
    for mark in _MARK.finditer(line):
        text += line[at : mark.start()]
        expected[len(text)] = mark[2]
        text, at = text + mark[1], mark.end()
    return text + line[at:], expected


def voices_at(reading: Reading, offset: int) -> list[Voice]:
    """The voices of the word at an offset, as `find_claims` would read them."""
    tree = reading.tree
    token = max(t for t, start in enumerate(tree.start) if start <= offset)
    number = tree.sentence[token]
    trailers, quoted = find_trailers(reading, tree.sentences[number]), quoted_sources(reading).get(token)
    return [attributed(token, voice, trailers, quoted) for voice in find_voices(reading, token)]


def names_of(reading: Reading, voice: Voice) -> set[str]:
    """How a voice's source is called: the words at the word of saying, and all names of the one who is meant."""
    source = voice.source
    if source is None or source.text is None:
        return set()
    names = {source.text.split(", via ")[0]}
    if source.mention is not None:
        names.add(source.mention.text)
        if source.mention.referent is not None:
            names |= {m.text for m in reading.index.mentions if m.referent == source.mention.referent}
    return {name.lower() for name in names}


def is_said_by(reading: Reading, voices: list[Voice], expected: str) -> bool:
    """Whether the first voice is whose it should be."""
    names = names_of(reading, voices[0])
    if expected == "-":
        return not names
    return any(e.lower() in name or name in e.lower() for e in expected.split("/") for name in names)


def _is_said_so(voice: Voice, expected: str) -> bool:
    named = set(expected.split(";"))
    hedges, moods = named & {"probable", "possible"}, named & {"planned", "hypothetical"}
    if (voice.polarity == "denied") != ("denied" in named):
        return False
    if hedges and voice.certainty not in hedges:
        return False
    if not hedges and not moods and "denied" not in named and voice.certainty != "certain":
        return False
    if moods:
        return voice.realis in moods
    return bool(hedges) or "denied" in named or voice.realis == "actual"


def is_said_so(voices: list[Voice], expected: str) -> bool:
    """Whether the voices are as expected; what the expectation leaves out of certainty and realis is not asked."""
    wanted = expected.split(",")
    if len(wanted) > 1:
        return len(voices) == len(wanted) and all(any(_is_said_so(v, w) for v in voices) for w in wanted)
    return any(_is_said_so(voices[0], either) for either in expected.split("/"))


def _told(voices: list[Voice]) -> str:
    return " + ".join(
        f"{v.source.text if v.source is not None else '-'} {v.polarity} {v.certainty} {v.realis}" for v in voices
    )


def main() -> None:
    """Read, score, count."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="*")
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    root = project_root()
    annotator = load_annotator(pipeline_section("annotate", AnnotateSettings), root)
    rules = load_rules(pipeline_section("relate", RelateSettings), root)
    beside = Path(__file__).parent
    for file in options.files or [beside / "says_voices.txt", beside / "mood_voices.txt"]:
        lines = [read_line(line.strip()) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
        articles = [Article(str(n), f"{n}.txt", text, "en", "", 0) for n, (text, _) in enumerate(lines)]
        right = total = 0
        is_says = file.name.startswith("says")
        for (text, marked), article, doc in zip(lines, articles, annotator.parse(articles), strict=True):
            reading = read_article(doc, annotator.annotate_doc(doc, article), rules)
            if reading is None:
                raise ValueError(f"{file}: no parse of {text!r}")
            for offset, expected in marked.items():
                total += 1
                voices = voices_at(reading, offset)
                ok = is_said_by(reading, voices, expected) if is_says else is_said_so(voices, expected)
                right += ok
                if options.errors and not ok:
                    print(f"{expected} | {text[offset:].split()[0]} | found {_told(voices)} | {text!r}")
        print(f"{file.name}: right {right} of {total}, {right / max(total, 1):.3f}")


if __name__ == "__main__":
    main()
