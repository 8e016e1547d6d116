"""The words of the unit grammar, read from configs/grammar/units.yaml and configs/grammar/countries.yaml."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.config import load_keys, load_yaml, project_root
from pipeline.errors import ConfigError

_SECTIONS = {
    "echelons", "unit_words", "branches", "neutral_branches", "kin_branches", "contractions", "regimental_nouns",
    "known_units", "ordinal_words", "tens_words", "number_signs", "romance", "letter_words", "not_names", "not_before",
    "not_honorifics", "ellipsis", "prefix_words", "prefix_echelons", "directions", "typed_echelons", "determiners",
    "parent_words", "months", "not_quoted", "unit_prepositions", "not_counted", "short_contractions", "joined_after",
    "acronyms", "corps", "glued", "honour_titles",
}  # fmt: skip
_ECHELON_KEYS = {
    "rank", "forms", "plurals", "short", "lower", "cardinal", "named", "number_after", "name_after", "letters",
    "same_as", "demonym_names",
}  # fmt: skip
_NAMED = ("any", "capital", "typed", "never")
_GAPS = re.compile(r"[\s\-‐‑–]+")
MAX_BRANCH_WORDS = 6


@dataclass(frozen=True, slots=True)
class Echelon:
    """One echelon; the fields are explained at the head of units.yaml."""

    id: str
    rank: int
    lower: bool
    cardinal: bool
    named: str
    number_after: bool = False
    name_after: str = "none"
    letters: bool = False
    demonym_names: bool = False
    same_as: str | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """What the word that ends a unit stands for: an echelon, a contraction (OMBr) or a regimental noun (Marines)."""

    kind: str  # "echelon" | "short" | "contraction" | "noun"
    echelon: str | None
    branch: tuple[str, ...] = ()
    plural: bool = False
    cardinal: str = "always"  # for nouns: always | named | alone | never
    named: bool = False


@dataclass(frozen=True, slots=True)
class Country:
    """One state of countries.yaml."""

    code: str
    name: str
    demonym: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything the grammar knows, keyed as the parser asks for it."""

    echelons: Mapping[str, Echelon]
    heads: Mapping[str, Head]  # lower-case forms of echelons
    exact_heads: Mapping[str, Head]  # forms whose case counts
    unit_words: frozenset[str]
    branches: Mapping[str, str]
    branch_ends: frozenset[str]  # last words of branch forms
    neutral: frozenset[str]
    kin: tuple[frozenset[str], ...]
    known: Mapping[str, Mapping[str, str]]
    ordinals: Mapping[str, int]
    tens: Mapping[str, int]
    number_signs: frozenset[str]
    romance: frozenset[str]
    letters: Mapping[str, str]
    months: frozenset[str]
    not_names: frozenset[str]
    not_phrases: frozenset[str]
    not_quoted: frozenset[str]
    not_before: frozenset[str]
    not_honorifics: frozenset[str]
    unit_prepositions: frozenset[str]
    not_counted: frozenset[str]
    short_contractions: frozenset[str]
    honour_titles: frozenset[str]
    joined_after: tuple[str, ...]  # each with a hyphen before it
    acronyms_after: tuple[str, ...]
    not_acronyms: frozenset[str]
    corps: re.Pattern[str]
    ellipsis_next: frozenset[str]
    ellipsis_adjectives: frozenset[str]
    ellipsis_not_next: frozenset[str]
    day_prepositions: frozenset[str]
    day_nouns: frozenset[str]
    member_nouns: frozenset[str]
    from_words: frozenset[str]
    prefix_words: frozenset[str]
    prefix_echelons: frozenset[str]
    directions: frozenset[str]
    typed_echelons: frozenset[str]
    determiners: tuple[str, ...]  # each with a space after it
    parent_words: frozenset[str]
    countries: Mapping[str, Country]  # by code
    demonyms: Mapping[str, str]  # lower-case adjective → code
    states: Mapping[str, str]  # name as written → code
    nouns: Mapping[str, str]  # branch → the regimental noun that prints it
    anchors: re.Pattern[str]
    country_before: re.Pattern[str]
    country_words: re.Pattern[str]

    def canonical_branch(self, words: Iterable[str]) -> str | None:
        """The canonical branch of lower-case words, longest forms first; None for no words. Stable when repeated."""
        current = " ".join(words)
        for _ in range(3):
            again = " ".join(self._branch_once(current.split()))
            if again == current:
                break
            current = again
        return current or None

    def is_branch(self, branch: str | None) -> bool:
        """Whether canonical branch words are all known."""
        words = branch.split() if branch is not None else []
        reach = [True]
        for end in range(1, len(words) + 1):
            sizes = range(1, min(MAX_BRANCH_WORDS, end) + 1)
            reach.append(any(reach[end - n] and " ".join(words[end - n : end]) in self.branches for n in sizes))
        return bool(words) and reach[-1]

    def is_name(self, text: str) -> bool:
        """Whether capitalised words in brackets name a unit: neither its branch nor its state."""
        is_capital = text[0].isupper() and not any(char.isdigit() for char in text)
        return is_capital and text not in self.states and not self.is_branch(normal_form(text))

    def branch_ids(self, branch: str) -> list[str]:
        """The canonical ids in a canonical branch."""
        return list(self._branch_once(branch.split()))

    def _branch_once(self, words: list[str]) -> Iterable[str]:
        i = 0
        while i < len(words):
            for size in range(min(MAX_BRANCH_WORDS, len(words) - i), 0, -1):
                form = " ".join(words[i : i + size])
                if size == 1 or form in self.branches:
                    yield self.branches.get(form, form)
                    i += size
                    break


def normal_form(text: str) -> str:
    """Lower case, with hyphens and runs of space as one space: how forms are looked up.

    >>> normal_form("Air-Assault")
    'air assault'
    """
    return _GAPS.sub(" ", text).lower()


def lexicon(folder: Path | None = None) -> Lexicon:
    """The project's lexicon (configs/grammar, unless `folder` is given). Raises ConfigError with file and line."""
    return _read_lexicon(folder or project_root() / "configs" / "grammar")


@cache
def _read_lexicon(folder: Path) -> Lexicon:
    path = folder / "units.yaml"
    countries, adjectives, states = _read_countries(folder / "countries.yaml")
    demonyms = {word.lower(): code for word, code in adjectives.items()}
    tree, line_of = _read_tree(path)
    echelons = {name: _echelon(name, spec, path, line_of("echelons", name)) for name, spec in tree["echelons"].items()}
    heads, exact = _echelon_heads(tree["echelons"], path, line_of)
    branches = _branches(tree["branches"], path, line_of)
    exact |= _contractions(tree["contractions"], heads, path, line_of)
    exact |= {form: _noun(spec) for form, spec in tree["regimental_nouns"].items()}
    return Lexicon(
        echelons=echelons,
        heads=heads,
        exact_heads=exact,
        unit_words=frozenset(tree["unit_words"]),
        branches=branches,
        branch_ends=frozenset(form.split()[-1] for form in branches),
        neutral=frozenset(tree["neutral_branches"]),
        kin=tuple(frozenset(group) for group in tree["kin_branches"]),
        known=tree["known_units"],
        ordinals=tree["ordinal_words"],
        tens=tree["tens_words"],
        number_signs=frozenset(sign.lower() for sign in tree["number_signs"]),
        romance=frozenset(tree["romance"]),
        letters=tree["letter_words"],
        months=frozenset(tree["months"].split()),
        not_names=_not_names(tree["not_names"], heads) | set(demonyms),
        not_phrases=frozenset(tree["not_names"]["phrases"]),
        not_quoted=frozenset(tree["not_quoted"]),
        not_before=frozenset(tree["not_before"].split()),
        not_honorifics=frozenset(tree["not_honorifics"].split()) | set(demonyms) | {s.lower() for s in states},
        unit_prepositions=frozenset(tree["unit_prepositions"]),
        not_counted=frozenset(tree["not_counted"]),
        short_contractions=frozenset(tree["short_contractions"]),
        honour_titles=frozenset(tree["honour_titles"]),
        joined_after=tuple(f"-{word}" for word in tree["joined_after"]),
        acronyms_after=tuple(f" {phrase} " for phrase in tree["acronyms"]["after"]),
        corps=_corps_pattern(tree["corps"], [*tree["regimental_nouns"], "Regiment"]),
        not_acronyms=frozenset(tree["acronyms"]["not"]),
        ellipsis_adjectives=frozenset(tree["ellipsis"]["adjectives"]),
        ellipsis_next=frozenset(tree["ellipsis"]["next_words"].split()),
        ellipsis_not_next=frozenset(tree["ellipsis"]["not_next"]),
        day_prepositions=frozenset(tree["ellipsis"]["day_prepositions"]),
        day_nouns=frozenset(tree["ellipsis"]["day_nouns"]),
        from_words=frozenset(tree["ellipsis"]["from_words"]),
        member_nouns=frozenset(tree["ellipsis"]["member_nouns"].split()),
        prefix_words=frozenset(tree["prefix_words"]),
        prefix_echelons=frozenset(tree["prefix_echelons"]),
        directions=frozenset(tree["directions"]),
        typed_echelons=frozenset(tree["typed_echelons"]),
        determiners=tuple(f" {word} " for word in tree["determiners"]),
        parent_words=frozenset(tree["parent_words"]),
        countries=countries,
        demonyms=demonyms,
        states=states,
        nouns={spec["branch"]: form for form, spec in reversed(tree["regimental_nouns"].items())},
        anchors=_anchor_pattern([*heads, *tree["unit_words"]], exact, tree["known_units"], tree["glued"]),
        country_before=_country_pattern(adjectives, states),
        country_words=_words_pattern([*adjectives, *states]),
    )


def _read_tree(path: Path) -> tuple[dict[str, Any], Callable[..., int | None]]:
    """The file's sections, checked as far as that needs no other section than the branches."""
    tree, line_of = load_keys(path, _SECTIONS)
    _check_words(tree, (), path, line_of)
    for section in ("neutral_branches", "kin_branches"):
        for name in _flat(tree[section]):
            if name not in tree["branches"]:
                raise ConfigError(path, line_of(section), f"{section}: {name!r} is not a branch")
    return tree, line_of


def _check_words(value: Any, keys: tuple[str, ...], path: Path, line_of: Callable[..., int | None]) -> None:
    """Raise for a list entry that YAML does not read as text, such as an unquoted `on`."""
    if isinstance(value, dict):
        for key, child in value.items():
            _check_words(child, (*keys, str(key)), path, line_of)
    elif isinstance(value, list):
        for child in value:
            if not isinstance(child, str | list):
                raise ConfigError(path, line_of(*keys), f"{'.'.join(keys)}: {child!r} is not a word; quote it")
            _check_words(child, keys, path, line_of)


def _not_names(spec: Mapping[str, Any], heads: Mapping[str, Head]) -> frozenset[str]:
    """The words listed and those of echelons, without the few of these that names hold too ("Capital Defence Corps")."""
    of_heads = {word for form in heads for word in form.split()}
    return frozenset(spec["words"].split()) | (of_heads - set(spec["names_too"]))


def _flat(value: Any) -> list[str]:
    return [name for part in value for name in (part if isinstance(part, list) else [part])]


def _echelon(name: str, spec: Mapping[str, Any], path: Path, line: int | None) -> Echelon:
    for key in spec:
        if key not in _ECHELON_KEYS:
            raise ConfigError(path, line, f"echelon {name}: unknown key {key!r}; expected {sorted(_ECHELON_KEYS)}")
    for key in ("rank", "lower", "cardinal", "named"):
        if key not in spec:
            raise ConfigError(path, line, f"echelon {name}: key {key!r} is missing")
    if spec["named"] not in _NAMED:
        raise ConfigError(path, line, f"echelon {name}: named is {spec['named']!r}, expected one of {list(_NAMED)}")
    own = {key: value for key, value in spec.items() if key not in ("forms", "plurals", "short")}
    return Echelon(id=name, **own)


def _echelon_heads(
    specs: Mapping[str, Mapping[str, Any]], path: Path, line_of: Callable[..., int | None]
) -> tuple[dict[str, Head], dict[str, Head]]:
    heads: dict[str, Head] = {}
    exact: dict[str, Head] = {}
    for name, spec in specs.items():
        singular = [normal_form(form) for form in (name, *spec.get("forms", ()))]
        plural = [normal_form(form) for form in spec.get("plurals", [f"{form}s" for form in singular])]
        for form in [*singular, *plural]:
            known = heads.get(form)
            if known is not None and known.echelon != name:
                raise ConfigError(path, line_of("echelons", name), f"{form!r} is also a form of {known.echelon!r}")
            heads[form] = Head("echelon", name, plural=form in plural and form not in singular)
        for form in spec.get("short", ()):
            exact[form] = Head("short", name, plural=form.endswith("s"))
    return heads, exact


def _branches(specs: Mapping[str, list[str]], path: Path, line_of: Callable[..., int | None]) -> dict[str, str]:
    branches: dict[str, str] = {}
    for name, forms in specs.items():
        for form in (name, *forms):
            key = normal_form(form)
            if branches.setdefault(key, name) != name:
                raise ConfigError(path, line_of("branches", name), f"{form!r} is also a form of {branches[key]!r}")
    return branches


def _contractions(
    specs: Mapping[str, str],
    heads: Mapping[str, Head],
    path: Path,
    line_of: Callable[..., int | None],
) -> dict[str, Head]:
    found: dict[str, Head] = {}
    for form, meaning in specs.items():
        words = meaning.split()
        cut = next((i for i in range(len(words)) if " ".join(words[i:]) in heads), None)
        if cut is None:
            raise ConfigError(path, line_of("contractions", form), f"{meaning!r} does not end with an echelon")
        found[form] = Head("contraction", heads[" ".join(words[cut:])].echelon, tuple(words[:cut]))
    return found


def _noun(spec: Mapping[str, Any]) -> Head:
    return Head("noun", spec["echelon"], (spec["branch"],), cardinal=spec["cardinal"], named=spec["named"])


def _read_countries(path: Path) -> tuple[dict[str, Country], dict[str, str], dict[str, str]]:
    tree, _ = load_yaml(path)
    countries = {code: Country(code, spec["name"], spec["demonyms"][0]) for code, spec in tree.items()}
    demonyms = {word: code for code, spec in tree.items() for word in spec["demonyms"]}
    states = {name: code for code, spec in tree.items() for name in (spec["name"], *spec["names"])}
    return countries, demonyms, states


def _anchor_pattern(
    forms: Iterable[str], exact: Iterable[str], known: Iterable[str], short: Iterable[str]
) -> re.Pattern[str]:
    """One pattern for every word that can end a unit, written as a tree of first letters so that it fails fast."""
    known_forms = set(known)
    variants = {*exact, *known_forms}
    for form in forms:
        variants |= {form, form.upper(), form.title(), form[0].upper() + form[1:]}
        variants.add(form.title().replace(" Of ", " of "))
    by_first: dict[str, list[str]] = {}
    for form in sorted(variants, key=lambda f: (-len(f), f)):
        tail = "(?! of [Ff]orces)" if form in known_forms else ""  # "Zapad Group", but "Zapad Group of Forces"
        by_first.setdefault(form[0], []).append(re.escape(form[1:]).replace(r"\ ", r"[\s\-‑]") + tail)
    branches = "|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in sorted(by_first.items()))
    long = {form for form in exact if form.isupper() and form.isalpha() and len(form) > 2}
    glued = "|".join(sorted(long.union(short)))
    return re.compile(rf"(?<!\w)(?:{branches})(?!\w)|(?<=\d)(?:{glued})(?!\w)")  # "2RAR"


def _words_pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Any of these as whole words, the longest first."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(words, key=lambda w: (-len(w), w))))})(?!\w)")


def _corps_pattern(corps: Iterable[str], ends: Iterable[str]) -> re.Pattern[str]:
    """What a numbered battalion or regiment is of, right after it: one of the corps, or a royal regiment of any name."""
    listed, last = ("|".join(map(re.escape, sorted(words, key=lambda w: (-len(w), w)))) for words in (corps, ends))
    royal = rf"(?:Royal|(?:Queen|King|Prince|Princess)[’']s)(?: [A-Z][\w’'-]+| of(?: the)?){{0,6}}? (?:{last})"
    return re.compile(rf"\s(?:[Tt]he\s)?({listed}|{royal})(?!\w|-)")


def _country_pattern(demonyms: Iterable[str], states: Iterable[str]) -> re.Pattern[str]:
    """A state that ends right before a unit: a demonym, or the state's name with a possessive."""
    adjectives = sorted(demonyms, key=lambda d: (-len(d), d))
    names = sorted(states, key=lambda n: (-len(n), n))
    adjective, name = "|".join(map(re.escape, adjectives)), "|".join(map(re.escape, names))
    return re.compile(
        rf"(?<!\w)(?:(?P<demonym>{adjective})|(?P<state>{name})[’']s)"
        r"(?: (?:[Aa]rmy|[Mm]ilitary)(?:[’']s)?)?(?: (?:elite|own|famed|veteran))?\s$"
    )
