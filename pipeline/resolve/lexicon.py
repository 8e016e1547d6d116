"""The word lists of `resolve`, read from configs/resolve and the list of states."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.config import load_keys
from pipeline.errors import ConfigError
from pipeline.resolve.settings import ResolveSettings
from pipeline.resolve.text import fold, skeleton

_WORD_KEYS = {
    "generic_body_words", "state_bodies", "body_stop_words", "body_synonyms", "body_tails", "generic_acronyms",
    "forces", "bare_modifiers",
    "public_offices", "role_families", "rank_synonyms", "role_synonyms",
}  # fmt: skip
_PEOPLE_KEYS = {"given_names", "family_first", "particles", "titles", "suffixes"}
_PLACE_KEYS = {
    "region_words", "sector_words", "water_words", "land_words", "surrounding_words", "town_words", "site_words",
    "town_site_words", "part_words", "place_prefixes", "several_states",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class KnownBody:
    """A body that configs/resolve/aliases.yaml lists: its id, country and names."""

    id: str
    country: str | None
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Every list, keyed as it is asked for. All words are folded."""

    states: Mapping[str, str]  # names, adjectives and peoples of states to ISO codes
    state_names: frozenset[str]
    generic: frozenset[str]
    stop_words: frozenset[str]
    synonyms: Mapping[str, str]
    state_bodies: frozenset[str]
    tails: tuple[str, ...]
    generic_acronyms: Mapping[str, str]
    forces: Mapping[str, str]
    bare_modifiers: frozenset[str]
    public_offices: frozenset[str]
    role_families: Mapping[str, str]
    ranks: Mapping[str, str]
    roles: Mapping[str, str]
    known: tuple[KnownBody, ...]
    given_names: Mapping[str, int]
    family_first: frozenset[str]
    particles: frozenset[str]
    titles: frozenset[str]
    suffixes: frozenset[str]
    region_words: Mapping[str, str]
    sectors: frozenset[str]
    waters: frozenset[str]
    lands: frozenset[str]
    surroundings: frozenset[str]
    towns: frozenset[str]
    sites: frozenset[str]
    town_sites: frozenset[str]
    parts: frozenset[str]
    prefixes: tuple[str, ...]
    several_states: Mapping[str, tuple[str, ...]]


def load_lexicon(settings: ResolveSettings, root: Path) -> Lexicon:
    """Read all lists. Raises ConfigError with file and line for a missing or unknown key or a bad row."""
    words = load_keys(root / settings.words, _WORD_KEYS)[0]
    people = load_keys(root / settings.people, _PEOPLE_KEYS)[0]
    places = load_keys(root / settings.places, _PLACE_KEYS)[0]
    states, names = _read_states(root / settings.states)
    return Lexicon(
        states=states,
        state_names=names,
        generic=_folded(words["generic_body_words"]),
        stop_words=_folded(words["body_stop_words"]),
        synonyms=_map(words["body_synonyms"]),
        state_bodies=frozenset(" ".join(sorted(fold(body).split())) for body in words["state_bodies"]),
        tails=tuple(fold(tail) for tail in words["body_tails"]),
        generic_acronyms=_map(words["generic_acronyms"]),
        forces=_inverted(words["forces"]),
        bare_modifiers=_folded(words["bare_modifiers"]),
        public_offices=_folded(words["public_offices"]),
        role_families=_inverted(words["role_families"]),
        ranks=_map(words["rank_synonyms"]),
        roles=_map(words["role_synonyms"]),
        known=_read_aliases(root / settings.aliases),
        given_names={skeleton(fold(name)): n for n, names_ in enumerate(people["given_names"]) for name in names_},
        family_first=_folded(people["family_first"]),
        particles=_folded(people["particles"]),
        titles=_folded(people["titles"]),
        suffixes=_folded(people["suffixes"]),
        region_words=_inverted(places["region_words"]),
        sectors=_folded(places["sector_words"]),
        waters=_folded(places["water_words"]),
        lands=_folded(places["land_words"]),
        surroundings=_folded(places["surrounding_words"]),
        towns=_folded(places["town_words"]),
        sites=_folded(places["site_words"]),
        town_sites=_folded(places["town_site_words"]),
        parts=_folded(places["part_words"]),
        prefixes=tuple(sorted((fold(prefix) for prefix in places["place_prefixes"]), key=len, reverse=True)),
        several_states={fold(name): tuple(codes) for name, codes in places["several_states"].items()},
    )


def _folded(words: Iterable[Any]) -> frozenset[str]:
    return frozenset(fold(str(word)) for word in words)


def _map(pairs: Mapping[Any, Any]) -> dict[str, str]:
    return {fold(str(key)): fold(str(value)) for key, value in pairs.items()}


def _inverted(lists: Mapping[str, Iterable[Any]]) -> dict[str, str]:
    return {fold(str(word)): name for name, words in lists.items() for word in words}


def _read_aliases(path: Path) -> tuple[KnownBody, ...]:
    # A list of mappings stands at the top, so each line is read as one mapping below a key of its own.
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(path, None, f"cannot be read: {error}") from error
    import yaml

    known: dict[str, KnownBody] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            row = yaml.safe_load(line)[0]
            body = KnownBody(row.pop("id"), row.pop("country", None), tuple(str(name) for name in row.pop("names")))
        except (yaml.YAMLError, TypeError, KeyError, AttributeError, IndexError) as error:
            raise ConfigError(path, number, "expected `- {id: ..., country: .., names: [...]}`") from error
        if row:
            raise ConfigError(path, number, f"unknown keys {sorted(row)}")
        if body.id in known:
            raise ConfigError(path, number, f"id {body.id!r} stands twice")
        known[body.id] = body
    return tuple(known.values())


def _read_states(path: Path) -> tuple[dict[str, str], frozenset[str]]:
    """Names, adjectives and peoples of states by ISO code.

    Only the first row of a code counts: the later ones are territories and former states, places of their own.
    """
    seen: set[str] = set()
    codes: dict[str, str] = {}
    names: set[str] = set()
    header: list[str] | None = None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = next(csv.reader([line]))
        if header is None:
            header = cells
            if header[:4] != ["iso2", "names", "adjectives", "people"]:
                raise ConfigError(path, number, "expected the columns iso2,names,adjectives,people")
            continue
        if len(cells) < 4:
            raise ConfigError(path, number, f"expected four columns, found {len(cells)}")
        if cells[0] in seen:
            continue
        seen.add(cells[0])
        for at, cell in enumerate(cells[1:4]):
            for word in filter(None, (fold(part) for part in cell.split("|"))):
                codes.setdefault(word, cells[0])
                if at == 0:
                    names.add(word)
    return codes, frozenset(names)
