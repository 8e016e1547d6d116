"""Where given phrases stand in texts, and how they are labelled there."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.learn.name_phrases import WORD
from pipeline.learn.score_mentions import Span

FAMILY = " *"  # at the end of a phrase: any name word
_CONTEXT_CHARS = 45
# After the first word of a family: particles (al-, de), then one to three words with a capital.
_NAME_WORDS: tuple[dict[str, Any], ...] = (
    {"TEXT": {"IN": [
        "al", "el", "ash", "ad", "ar", "az", "ul", "de", "del", "la", "las", "los", "du", "des", "do", "da", "dos", "von", "-",
    ]}, "OP": "*"},
    {"SHAPE": {"REGEX": "^X"}, "OP": "{1,3}"},
)  # fmt: skip

Bounds = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Place:
    """A phrase at a place: the article, its label there (None: no mention has these bounds), the words around it."""

    article: str
    label: str | None
    context: str


def family_tokens(words: str) -> list[dict[str, Any]]:
    """The token pattern that finds the names of a family, given the words they begin with."""
    return [*({"TEXT": word} for word in words.split(" ")), *_NAME_WORDS]


def find_places(
    texts: Iterable[tuple[str, str, Sequence[Span]]],
    phrases: Mapping[str, str],
    longer: Mapping[str, Sequence[Bounds]] | None = None,
) -> dict[str, list[Place]]:
    """Where each phrase stands as whole words, by phrase; `texts` are names, texts and their mentions.

    `phrases` have labels. Inside a longer name or a longer mention of its label, and inside the bounds that `longer` gives
    for a text, a phrase means something else and is left out; but a rank may begin what was taken for a person's name.
    A phrase that ends in FAMILY stands where its words are followed by a word with a capital.
    """
    by_first: dict[str, list[str]] = defaultdict(list)
    for phrase in phrases:
        by_first[WORD.findall(phrase)[0]].append(phrase)
    found: dict[str, list[Place]] = defaultdict(list)
    for name, text, mentions in texts:
        labels = {(m.start, m.end): m.label for m in mentions}
        names = [(m.start, m.end) for m in mentions if m.kind == "name"] + list((longer or {}).get(name, ()))
        people = {m.start for m in mentions if m.label == "PERSON"}
        for word in WORD.finditer(text):
            for phrase in by_first.get(word[0], ()):
                start = word.start() - phrase.index(word[0])
                bounds = _bounds_at(text, start, phrase, labels)
                if bounds is None:
                    continue
                same = [span for span, label in labels.items() if label == phrases[phrase]]
                is_rank = phrases[phrase] == "RANK" and start in people  # one that was taken into the name behind it
                if not is_rank and any(a <= start and bounds[1] <= b and (a, b) != bounds for a, b in (*names, *same)):
                    continue
                found[phrase].append(Place(name, labels.get(bounds), _context(text, *bounds)))
    return found


def _bounds_at(text: str, start: int, phrase: str, labels: Mapping[Bounds, str]) -> Bounds | None:
    """The bounds of the phrase if it stands at `start`; of a family those of the longest mention there, else two words."""
    words = phrase.removesuffix(FAMILY)
    end = start + len(words)
    if start < 0 or text[start:end] != words or text[end : end + 1].isalnum():
        return None
    if words == phrase:
        return start, end
    following = WORD.match(text, end + 1) if text[end : end + 1] == " " else None
    if following is None or not any(part[:1].isupper() for part in following[0].split("-")):
        return None
    return max(((a, b) for a, b in labels if a == start and b > end), default=(start, following.end()))


def _context(text: str, start: int, end: int) -> str:
    before, after = text[max(0, start - _CONTEXT_CHARS) : start], text[end : end + _CONTEXT_CHARS]
    return " ".join(f"...{before}[{text[start:end]}]{after}...".split())
