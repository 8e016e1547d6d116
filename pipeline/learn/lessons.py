"""What gold teaches as patterns, beside the network: names, first words of names of one kind, ranks before people.

A network learns next to nothing of a new war from a few corrected articles, and whoever corrected them expects the names
marked there to be found in the next article. Only what gold marks alike wherever it stands is a lesson, so that gold which
hesitates teaches nothing. The lessons lie beside the network, in the format of seeds/patterns, for everybody to read.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.annotate.lexicon import Lexicon
from pipeline.annotate.names import unit_words
from pipeline.annotate.patterns import Pattern, read_pattern
from pipeline.annotate.spans import NAME_LABELS
from pipeline.learn.gold import GoldArticle, GoldMention
from pipeline.learn.places import FAMILY, family_tokens, find_places
from pipeline.learn.train_spans import unit_endings

_MIN_ACRONYM = 3  # letters; of two there are too many that mean something else elsewhere
# Different names that a first word must begin: a unit's is seldom an English word, that of a body or place often is.
_MIN_WORD = 4  # letters of a word that makes a family or a rank: no particles, no abbreviations
_FAMILY_NAMES = {"UNIT": 2, "ORG": 3, "PLACE": 3}
_NOTE = "gold marks it so wherever it stands"


def learn_patterns(golds: Sequence[GoldArticle], lexicon: Lexicon, english: frozenset[str]) -> dict[str, list[str]]:
    """The lines of the learnt pattern files, by label: names, families of names, ranks that no list has.

    `english` are the words of a dictionary: none of them makes a family or a rank, they stand before too much else.
    """
    texts = [(gold.id, gold.text, gold.mentions) for gold in golds]
    phrases = {**_names(golds), **_families(golds, english, unit_words(lexicon) | set(unit_endings(golds)))}
    places = find_places(texts, phrases)
    sure = {text: label for text, label in phrases.items() if all(place.label == label for place in places[text])}
    lines: dict[str, list[str]] = {}
    for label in sorted(NAME_LABELS):
        told = sorted(text for text in sure if sure[text] == label)
        names = [text for text in told if not text.endswith(FAMILY)]
        families = [text.removesuffix(FAMILY) for text in told if text.endswith(FAMILY)]
        lines[label] = [_line(f"learnt-{label.lower()}-names", phrases=names)] if names else []
        lines[label] += [_line(f"learnt-{label.lower()}-{_slug(w)}", tokens=family_tokens(w)) for w in families]
    listed = {" ".join(phrase) for key in ("ranks", "ranks_before_names") for phrase in lexicon.titles[key]}
    if ranks := sorted(rank for rank in set(_ranks(golds, english)) if rank.lower() not in listed):
        lines["RANK"] = [_line("learnt-rank-names", phrases=ranks)]
    return {label: rows for label, rows in lines.items() if rows}


def as_patterns(lines: Mapping[str, Sequence[str]], folder: Path) -> list[Pattern]:
    """The learnt lines as patterns of the files that they are to stand in."""
    return [
        read_pattern(folder / f"{label}.jsonl", number, line)
        for label, rows in lines.items()
        for number, line in enumerate(rows, 1)
    ]


def write_lines(lines: Mapping[str, Sequence[str]], folder: Path) -> None:
    """Write the learnt lines to <LABEL>.jsonl in a new folder."""
    folder.mkdir()
    for label, rows in lines.items():
        (folder / f"{label}.jsonl").write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")


def _names(golds: Iterable[GoldArticle]) -> dict[str, str]:
    """Names of two words or more, and acronyms, with a label gold gives them; single words are often other names."""
    return {
        m.text: m.label
        for gold in golds
        for m in gold.mentions
        if m.kind == "name" and m.label in NAME_LABELS and _is_telling(m.text)
    }


def _is_telling(text: str) -> bool:
    if not any(char.isupper() for char in text) or any(char.isdigit() for char in text):
        return False  # numbers are the unit grammar's
    return " " in text.strip() or (text.isalpha() and text.isupper() and len(text) >= _MIN_ACRONYM)


def _families(golds: Iterable[GoldArticle], plain: frozenset[str], ends: frozenset[str]) -> dict[str, str]:
    """First words of several different names of a label, "Tercio *", as many languages put the kind first.

    `plain` words make none, nor do names that say at their end, in one of `ends`, what they are ("Kainuu Brigade").
    """
    members: dict[tuple[str, str], set[str]] = defaultdict(set)
    for m in _marked(golds):
        first, _, rest = m.text.partition(" ")
        is_foreign = len(first) >= _MIN_WORD and first.isalpha() and first.lower() not in plain
        if m.label in _FAMILY_NAMES and rest and is_foreign and rest.split()[-1].lower() not in ends:
            members[first, m.label].add(rest)
    return {
        first + FAMILY: label for (first, label), rests in sorted(members.items()) if len(rests) >= _FAMILY_NAMES[label]
    }


def _marked(golds: Iterable[GoldArticle]) -> Iterator[GoldMention]:
    return (m for gold in golds for m in gold.mentions if m.kind == "name")


def _ranks(golds: Iterable[GoldArticle], plain: frozenset[str]) -> Iterator[str]:
    """Ranks that stand right before a person's name and hold a word that is not `plain`."""
    for gold in golds:
        people = {m.start for m in gold.mentions if m.label == "PERSON" and m.kind == "name"}
        for m in gold.mentions:
            if m.label == "RANK" and m.text[0].isupper() and m.end + 1 in people and gold.text[m.end] == " ":
                words = m.text.replace("-", " ").split()
                if all(map(str.isalpha, words)) and any(len(w) >= _MIN_WORD and w.lower() not in plain for w in words):
                    yield m.text


def _line(ident: str, **way: object) -> str:
    return json.dumps({"id": ident, "note": _NOTE, **way}, ensure_ascii=False)


def _slug(text: str) -> str:
    return re.sub(r"\W+", "-", text.lower()).strip("-")
