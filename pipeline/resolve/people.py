"""Named people: how names vary, and when one name means two persons."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from pipeline.resolve.articles import Chain, View
from pipeline.resolve.cluster import Edge
from pipeline.resolve.lexicon import Lexicon
from pipeline.resolve.sketch import Facets, Node, Sketch
from pipeline.resolve.text import fold, skeleton, tokens

_MAX_GROUPS = 50
_BORN_SLACK_YEARS = 2
_VOWELS = str.maketrans({"a": None, "e": None, "i": None, "o": None, "u": None, "g": "h"})


def person_tokens(name: str, words: Lexicon) -> tuple[str, ...]:
    """The words of a name without courtesy titles and suffixes."""
    found = tokens(name)
    kept = [word for word in found if word not in words.titles and word not in words.suffixes]
    return tuple(kept or found)


def sketch_person(view: View, chain: Chain, words: Lexicon, homes: frozenset[str]) -> Sketch | None:
    """The sketch of a named person's chain; None for a person without a name."""
    names = chain.names
    if not names:
        return None
    nodes: list[Node] = []
    short: list[Node] = []
    for name in sorted({row.text for row in names}):
        parts = person_tokens(name, words)
        if not parts:
            continue
        node = Node("person", " ".join(parts), fold(name))
        is_full = len(parts) > 1 and (len(parts[-1]) > 1 or sum(len(part) > 1 for part in parts) > 1)
        (nodes if is_full else short).append(node)
    facets = _facets(view, chain, words)
    country = next(iter(sorted(facets.countries)), None)
    if nodes:
        home = max(nodes, key=lambda n: (len(n.canonical), n.canonical))
        aliases = tuple(Node("person", home.canonical, node.handle) for node in short)
        return Sketch("person", (*nodes, *aliases), country=country, homes=homes, facets=facets)
    if not short:
        return None
    return Sketch("person", short=tuple(short), country=country, homes=homes, facets=facets)


def _facets(view: View, chain: Chain, words: Lexicon) -> Facets:
    roles: set[str] = set()
    countries: set[str] = set()
    born: tuple[int, int] | None = None
    for row in chain.rows:
        if row.kind == "pronoun":
            continue
        for role in view.roles(row):
            roles.add(role_key(role.text, words.ranks if role.label == "RANK" else words.roles))
            if (role.label == "ROLE" or row.kind == "name") and (code := view.side(role)):
                countries.add(code)
        if row.kind == "nominal" and (
            code := next((c for o in view.inside(row) if o.label == "NATIONALITY" and (c := view.state(o.text))), None)
        ):
            countries.add(code)
        age = view.age(row)
        if age is not None and view.published is not None:
            born = (view.published.year - int(age[1]) - 1, view.published.year - int(age[0]))
    families = {words.role_families[head] for role in roles for head in _heads(role) if head in words.role_families}
    return Facets(frozenset(roles), frozenset(families), frozenset(countries), born)


def role_key(text: str, synonyms: Mapping[str, str]) -> str:
    """A role or rank in one spelling."""
    folded = f" {fold(text.replace('.', ''))} "
    for spelling, other in synonyms.items():
        folded = folded.replace(f" {spelling} ", f" {other} " if other else " ")
    return " ".join(folded.split())


def _heads(role: str) -> list[str]:
    """A role and what is left of it from the right: "deputy defence minister" is also a "minister"."""
    parts = role.split()
    return [" ".join(parts[at:]) for at in range(len(parts))]


# --- across articles -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PersonName:
    """A full name, word by word: folded, and as skeletons without particles."""

    words: tuple[str, ...]
    sounds: tuple[str, ...]


def read_person(canonical: str, words: Lexicon) -> PersonName:
    """The words of a canonical name."""
    parts = tuple(canonical.split())
    kept = tuple(part for part in parts if part not in words.particles) or parts
    return PersonName(parts, tuple(_sound(part) for part in kept))


@lru_cache(maxsize=200_000)
def _sound(part: str) -> str:
    return skeleton(part)


def person_edges(nodes: Iterable[Node], words: Lexicon, block_names: int) -> list[Edge]:
    """Edges between full names that are variants of one name. Names meet in blocks of one family name's consonants."""
    names = {node.canonical: node for node in sorted(nodes, reverse=True) if node.kind == "person"}
    reads = {canonical: read_person(canonical, words) for canonical in names}
    blocks: dict[str, list[str]] = defaultdict(list)
    for canonical, read in reads.items():
        for key in {_block_key(read.sounds[0]), _block_key(read.sounds[-1])}:
            blocks[key].append(canonical)
    edges: dict[tuple[str, str], Edge] = {}
    for block in blocks.values():
        for a, b in _pairs(sorted(block), reads, block_names):
            found = compare_names(reads[a], reads[b], words)
            if found is not None and (found[0] != "initial" or _is_only_candidate(a, b, block, reads, words)):
                edges[a, b] = Edge(names[a], names[b], *found)
    return list(edges.values())


def _block_key(sound: str) -> str:
    return sound[0] + sound[1:].translate(_VOWELS)


def _pairs(block: Sequence[str], reads: Mapping[str, PersonName], block_names: int) -> Iterable[tuple[str, str]]:
    """All pairs of a block; of a large one only neighbours that sound alike, so that the cost stays bounded."""
    if len(block) <= block_names:
        for i, a in enumerate(block):
            for b in block[i + 1 :]:
                yield a, b
        return
    by_sound: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for name in block:
        by_sound[tuple(sorted(reads[name].sounds))].append(name)
    for alike in by_sound.values():
        yield from pairwise(alike)


def compare_names(a: PersonName, b: PersonName, words: Lexicon) -> tuple[str, float, str] | None:
    """Rule, score and reason when two full names can be one person's; None when they cannot."""
    if a.sounds == b.sounds:
        return "transliteration", 0.95, "the same name in another spelling"
    if len(a.sounds) == len(b.sounds) and sorted(a.sounds) == sorted(b.sounds):
        return "name_order", 0.85, "the same words in another order"
    short, long = sorted((a.sounds, b.sounds), key=len)
    if len(short) < 2:
        return None
    if not _same_family(short[-1], long[-1]):
        return None
    if len(short) == len(long) == 2:
        return _given(short[0], long[0], words, is_exact_family=short[-1] == long[-1])
    if short[0] == long[0] and short[-1] == long[-1] and _is_subsequence(short, long):
        return "middle_name", 0.85, "one leaves out a middle name"
    return None


def _given(a: str, b: str, words: Lexicon, *, is_exact_family: bool) -> tuple[str, float, str] | None:
    if a == b:
        return "spelling", 0.85, "the family name differs in a vowel only"
    group = words.given_names.get(a)
    if group is not None and group == words.given_names.get(b):
        return "given_name_variant", 0.9, "the given names are forms of one name"
    if is_exact_family and 1 in (len(a), len(b)) and a[0] == b[0]:
        return "initial", 0.75, "one writes the given name as an initial"
    return None


def _same_family(a: str, b: str) -> bool:
    """Whether two family names are equal but for one vowel, or g for h."""
    if a == b:
        return True
    if len(a) != len(b) or len(a) < 5:
        return False
    different = [(x, y) for x, y in zip(a, b, strict=True) if x != y]
    return (len(different) == 1 and set(different[0]) <= set("aeiou") | set()) or (
        len(different) == 1 and set(different[0]) == {"g", "h"}
    )


def _is_subsequence(short: Sequence[str], long: Sequence[str]) -> bool:
    rest = iter(long)
    return all(part in rest for part in short)


def _is_only_candidate(a: str, b: str, block: Sequence[str], reads: Mapping[str, PersonName], words: Lexicon) -> bool:
    initial = a if len(reads[a].sounds[0]) == 1 else b
    full = {
        reads[other].sounds
        for other in block
        if other != initial and len(reads[other].sounds[0]) > 1 and compare_names(reads[initial], reads[other], words)
    }
    return len(full) == 1


def surname_index(nodes: Iterable[Node], words: Lexicon) -> dict[str, list[Node]]:
    """Full names by the sound of each word that can be a surname."""
    index: dict[str, list[Node]] = defaultdict(list)
    for node in sorted(set(nodes)):
        parts = node.canonical.split()
        if node.kind == "person" and len(parts) > 1:
            index[skeleton(parts[-1])].append(node)
            if parts[0] in words.family_first:
                index[skeleton(parts[0])].append(node)
    return index


def fits(a: Facets, b: Facets) -> bool:
    """Whether nothing said of two people of one name keeps them apart."""
    if a.countries and b.countries and not a.countries & b.countries:
        return False
    if a.born and b.born and (a.born[1] + _BORN_SLACK_YEARS < b.born[0] or b.born[1] + _BORN_SLACK_YEARS < a.born[0]):
        return False
    if a.roles & b.roles or not (a.families and b.families) or a.families & b.families:
        return True
    return {*a.families, *b.families} == {"senior_officer", "public_office"}


def agreement(a: Facets, b: Facets) -> int:
    """How much two people of one name have in common."""
    return 2 * len(a.roles & b.roles) + len(a.families & b.families) + len(a.countries & b.countries)


@dataclass(slots=True)
class NamePartition:
    """The persons that one name means: facets to the number of the group they are in."""

    group_of: dict[str, int]
    n_groups: int


def partition(facets: Iterable[Facets]) -> NamePartition:
    """Part the facets of one name into persons. What says least comes last and joins where it alone fits.

    Independent of order: distinct facets are sorted first. At most fifty persons of one name are told apart.
    """
    ordered = sorted({f.key(): f for f in facets}.values(), key=lambda f: (-f.weight, f.key()))
    groups: list[Facets] = []
    number: dict[str, int] = {}
    for facet in ordered:
        open_to = [n for n, group in enumerate(groups) if fits(facet, group)]
        best = min(open_to, key=lambda n: (-agreement(facet, groups[n]), n), default=None)
        if best is None:
            if len(groups) < _MAX_GROUPS:
                groups.append(facet)
                number[facet.key()] = len(groups) - 1
            else:
                number[facet.key()] = -1
        elif len(open_to) > 1 and not agreement(facet, groups[best]):
            number[facet.key()] = -1
        else:
            groups[best] = _together(groups[best], facet)
            number[facet.key()] = best
    return NamePartition(number, len(groups))


def _together(a: Facets, b: Facets) -> Facets:
    born = a.born or b.born
    if a.born and b.born:
        born = (max(a.born[0], b.born[0]), max(min(a.born[1], b.born[1]), max(a.born[0], b.born[0])))
    return Facets(a.roles | b.roles, a.families | b.families, a.countries | b.countries, born)
