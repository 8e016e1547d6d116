"""Which names of an article mean the same: spellings, short forms, acronyms. Names of people: coref_people."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pipeline.annotate.spans import Candidate
from pipeline.annotate.tokens import Tokens
from pipeline.config import load_yaml
from pipeline.errors import ConfigError
from pipeline.grammar.units import Unit, compare_units, parse_unit

FILE = Path("configs", "annotate", "coref.yaml")
_LISTS = (
    "general", "male", "female", "male_names", "female_names", "male_pronouns", "female_pronouns",
    "contrast", "capitals", "settlements", "small_settlements",
    "regions", "states",
    "armies", "armed", "army_names", "movements", "fighters", "formations", "impersonal", "people",
    "region_words", "empty_words", "captive", "capture_verbs", "forces", "alias_words", "alias_heads", "naming_verbs",
    "saying_verbs", "landscape", "two_word_ranks", "commissioned", "enlisted", "former", "past_posts", "loose_modifiers",
    "new_posts", "appointments", "handed_over", "services", "posts", "appointing", "taking_up", "taken_up", "giving_up",
    "taking_over", "handing", "ended", "deputies", "large_settlements", "acts_of_capture",
    "together_two", "together_three", "any_people", "victims",
    "charging", "catching", "charged", "confessing", "killing", "dying", "dead", "wounding", "hurt", "place_kinds",
    "missions", "agencies", "blocs", "organisations", "organisation_names", "no_names", "armed_groups", "rebel_words",
    "done_to_places", "armed_group_words", "people_again", "impersonal_alone",
)  # fmt: skip
_MAPPINGS = ("kin", "short_ranks", "short_posts", "called_later", "called_bodies")
_WEIGHTS = (
    "sentences_back", "subject", "subject_before", "oblique", "in_relative_clause", "named", "sex_known", "times_mentioned",
    "clause_above", "speaker", "outside_quote", "nobody", "needed",
)  # fmt: skip
_NOT_WORD = re.compile(r"[^\w]+")
_LETTERS = {"headquarters": "HQ"}  # of an acronym: "Defence Headquarters" is the DHQ
_DOUBLED = re.compile(r"(.)\1+")


@dataclass(frozen=True, slots=True)
class CorefWords:
    """The word lists of coref.yaml."""

    kin: dict[str, frozenset[str]]
    same_places: dict[str, str]
    short_ranks: dict[str, str]
    short_posts: dict[str, str]
    called_later: dict[str, frozenset[str]]
    called_bodies: dict[str, frozenset[str]]
    salience: dict[str, float]
    lists: dict[str, frozenset[str]]
    state_of: Mapping[str, frozenset[str]]


def read_coref_words(path: Path, state_of: Mapping[str, frozenset[str]]) -> CorefWords:
    """Read and check coref.yaml; `state_of` gives the states of a name or adjective.

    Raises ConfigError for a list that is missing, unknown or no list of texts.
    """
    tree, line_of = load_yaml(path)
    if unknown := sorted(set(tree) - {*_MAPPINGS, "same_places", "salience", *_LISTS}):
        raise ConfigError(path, line_of(unknown[0]), f"unknown key {unknown[0]!r}")
    for key in _LISTS:
        if not isinstance(tree.get(key), list) or not all(isinstance(word, str) for word in tree[key]):
            raise ConfigError(path, line_of(key), f"{key}: expected a list of words (quote yes, no, on, off)")
    if not all(isinstance(tree.get(key), dict) for key in _MAPPINGS):
        raise ConfigError(path, 1, f"expected {', '.join(_MAPPINGS)}: mappings of lists")
    if not isinstance(tree.get("same_places"), list):
        raise ConfigError(path, 1, "expected same_places, a list of lists")
    salience = tree.get("salience")
    if not isinstance(salience, dict) or set(salience) != set(_WEIGHTS):
        raise ConfigError(path, line_of("salience"), f"salience: expected a number for each of {', '.join(_WEIGHTS)}")
    kin: dict[str, set[str]] = defaultdict(set)
    for name, words in tree["kin"].items():
        for word in words:
            kin[word].add(name)
    same = {name.lower(): names[0].lower() for names in tree["same_places"] for name in names}
    return CorefWords(
        kin={word: frozenset(names) for word, names in kin.items()},
        same_places=same,
        short_ranks={word: rank for rank, short in tree["short_ranks"].items() for word in short},
        short_posts={long: short for short, phrases in tree["short_posts"].items() for long in phrases},
        called_later={word: frozenset(posts) for word, posts in tree["called_later"].items()},
        called_bodies={word: frozenset(names) for word, names in tree["called_bodies"].items()},
        salience={name: float(weight) for name, weight in salience.items()},
        lists={key: frozenset(tree[key]) for key in _LISTS},
        state_of=state_of,
    )


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """A word or name as its spellings share it: no accents, no case, no doubled letters, y and i alike.

    >>> fold("Zelenskyy") == fold("Zelensky"), fold("Émile") == fold("Emile")
    (True, True)
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).lower()
    plain = _NOT_WORD.sub(" ", plain.replace("’", "").replace("'", "")).strip()
    return _DOUBLED.sub(r"\1", plain.replace("y", "i").replace("j", "i"))


@lru_cache(maxsize=20_000)
def _unit(text: str) -> Unit | None:
    return parse_unit(text)


@lru_cache(maxsize=20_000)
def _verdict(a: Unit, b: Unit) -> str:
    return compare_units(a, b).verdict


class Groups:
    """Mentions that were found to mean the same (a union-find over their indices); the first mention stands for all."""

    def __init__(self) -> None:
        self._parent: dict[int, int] = {}

    def find(self, i: int) -> int:
        """The first mention of the group of `i`."""
        root = i
        while self._parent.get(root, root) != root:
            root = self._parent[root]
        while self._parent.get(i, i) != root:
            self._parent[i], i = root, self._parent[i]
        return root

    def join(self, i: int, j: int) -> None:
        """Say that two mentions mean the same."""
        a, b = sorted((self.find(i), self.find(j)))
        self._parent[a], self._parent[b] = a, a


def join_names(tokens: Tokens, mentions: Sequence[Candidate], words: CorefWords, groups: Groups) -> None:
    """Join the names of each label but people's in `groups`."""
    by_label: dict[str, list[int]] = defaultdict(list)
    for n, mention in enumerate(mentions):
        if mention.kind == "name" and mention.label != "PERSON":
            by_label[mention.label].append(n)
    texts = [tokens.source[m.start : m.end] for m in mentions]
    for label in sorted(by_label):
        members = by_label[label]
        _join_equal(members, texts, groups)
        if label == "UNIT":
            _join_units(members, texts, groups)
        elif label == "PLACE":
            _join_places(members, texts, words, groups)
        if label in {"ORG", "UNIT"}:
            _join_short_forms(members, texts, words, groups)
    named = {mentions[n].last: n for label in ("ORG", "UNIT", "PLACE") for n in by_label.get(label, ())}
    for n, m in _introductions(tokens, mentions, named):
        if mentions[n].label == mentions[m].label and groups.find(n) != groups.find(m):
            groups.join(n, m)


def _join_equal(members: Sequence[int], texts: Sequence[str], groups: Groups) -> None:
    first: dict[str, int] = {}
    for n in members:
        groups.join(first.setdefault(fold(texts[n]), n), n)


def _join_units(members: Sequence[int], texts: Sequence[str], groups: Groups) -> None:
    """Units that the grammar finds the same; and a shortened one ("the 95th") that fits exactly one other."""
    units = {n: unit for n in members if (unit := _unit(texts[n])) is not None}
    order = sorted(n for n in units if groups.find(n) == n)
    for i, n in enumerate(order):
        for m in order[:i]:
            if _verdict(units[m], units[n]) == "same":
                groups.join(m, n)
                break
    for n in order:
        unit = units[n]
        if unit.number is None or unit.echelon is not None:
            continue
        fits = {
            groups.find(m) for m in order
            if m != n and units[m].number == unit.number and units[m].echelon is not None
            and _verdict(units[m], unit) == "compatible"
        }  # fmt: skip
        if len(fits) == 1:
            groups.join(fits.pop(), n)


def _join_places(members: Sequence[int], texts: Sequence[str], words: CorefWords, groups: Groups) -> None:
    first: dict[str, int] = {}
    regions = words.lists["region_words"]
    for n in members:
        name = texts[n].lower()
        key = words.same_places.get(name, fold(name))
        parts = key.split()
        if len(parts) > 1 and parts[-1] in regions:
            key = " ".join([*parts[:-1], "region"])
        if key.startswith("republic of "):
            key = key.removeprefix("republic of ").removeprefix("the ")
        groups.join(first.setdefault(key, n), n)


def _join_short_forms(members: Sequence[int], texts: Sequence[str], words: CorefWords, groups: Groups) -> None:
    """ "Security Service" for "Security Service of Ukraine", when only one name of the article is so continued."""
    empty = words.lists["empty_words"]
    bags = {n: frozenset(fold(w) for w in re.split(r"[\s-]+", texts[n].lower()) if w not in empty) for n in members}
    for n in members:
        name = texts[n].lower()
        if name in words.lists["services"]:
            longer = {groups.find(m) for m in members if texts[m].lower().endswith(f" {name}")}
            if len(longer) == 1:
                groups.join(longer.pop(), n)
        if len(bags[n]) < 2 or any(char.isdigit() for char in texts[n]):
            continue
        longer = {groups.find(m) for m in members if bags[n] < bags[m] and len(bags[m]) - len(bags[n]) <= 3}
        if len(longer) == 1 and longer != {groups.find(n)}:
            groups.join(longer.pop(), n)
    acronyms = [n for n in members if texts[n].isupper() and 2 <= len(texts[n]) <= 7 and texts[n].isalpha()]
    for n in acronyms:
        spelt = {groups.find(m) for m in members if _initials(texts[m], empty) == texts[n]}
        if len(spelt) == 1:
            groups.join(spelt.pop(), n)


def _initials(name: str, empty: frozenset[str]) -> str:
    parts = [w for w in re.split(r"[\s-]+", name) if w and w.lower() not in empty and not w.islower()]
    return "".join(_LETTERS.get(part.lower(), part[0].upper()) for part in parts) if len(parts) > 1 else ""


def _introductions(tokens: Tokens, mentions: Sequence[Candidate], named: dict[int, int]) -> Iterator[tuple[int, int]]:
    """Pairs that the text itself joins: "Special Operations Forces (SOF)", "Croatian Defence Council, or HVO,"."""
    starts = {mentions[n].first: n for n in named.values()}
    for last, n in named.items():
        if last + 1 >= len(tokens):
            continue
        if (
            tokens.text[last] == "("
            or (tokens.text[last] == "," and tokens.lower[last + 1] == "or")
            or (tokens.text[last] in {'"', "”"} and tokens.text[last + 1] == "(")
            or _is_acronym_of(tokens, mentions[n], starts.get(last + 1), mentions)
        ):
            at = last + (1 if tokens.text[last] == "(" or last + 1 in starts else 2)
            while at < len(tokens) and tokens.text[at] in {"the", '"', "“", "'", "‘", "or", "("}:
                at += 1
            m = starts.get(at)
            if m is None or not any(_is_short(tokens, mentions[k]) for k in (n, m)):
                continue
            if mentions[m].last < len(tokens) and tokens.text[mentions[m].last] in {")", ",", ";", '"', "”", "'", "’"}:
                yield n, m


def _is_acronym_of(tokens: Tokens, name: Candidate, m: int | None, mentions: Sequence[Candidate]) -> bool:
    """Whether an acronym between commas takes letters of the name before: "Special Military Task Force, STF,"."""
    if m is None or tokens.text[name.last] != ",":
        return False
    short = tokens.source[mentions[m].start : mentions[m].end]
    letters = iter("".join(word[0].upper() for word in tokens.source[name.start : name.end].split()))
    return short.isupper() and short.isalpha() and len(short) > 1 and all(letter in letters for letter in short)


def _is_short(tokens: Tokens, mention: Candidate) -> bool:
    """Whether a name is an acronym or stands in quotation marks; two long forms in a row are two things."""
    text = tokens.source[mention.start : mention.end]
    quoted = mention.first > 0 and tokens.text[mention.first - 1] in {'"', "“", "‘", "«"}
    return quoted or (" " not in text and sum(char.isupper() for char in text) >= 2)
