"""Units and organisations: how an article's chain becomes a sketch, and which names are one body across articles."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.grammar.units import Unit, compare_units, parse_unit
from pipeline.resolve.articles import Chain, View
from pipeline.resolve.cluster import Edge
from pipeline.resolve.lexicon import Lexicon
from pipeline.resolve.sketch import Node, Sketch
from pipeline.resolve.text import fold, is_acronym, tokens

_MAX_COUNTRY_WORDS = 4
_SMALL_ECHELONS = frozenset({"battalion", "company", "platoon", "squadron", "battery", "squad"})  # numbered in a parent


@dataclass(frozen=True, slots=True)
class BodyName:
    """A body's name without order, stop words and country."""

    bag: str
    country: str | None
    is_generic: bool


@dataclass(frozen=True, slots=True)
class BodyWords:
    """The lexicon and what it makes of the known bodies: their names to ids."""

    words: Lexicon
    known_names: Mapping[tuple[str, str | None], str]
    known_acronyms: Mapping[str, tuple[tuple[str, str | None], ...]]


def body_words(words: Lexicon) -> BodyWords:
    """The known bodies by bag and country, and by acronym."""
    names: dict[tuple[str, str | None], str] = {}
    acronyms: dict[str, list[tuple[str, str | None]]] = defaultdict(list)
    for body in words.known:
        for name in body.names:
            if is_acronym(name):
                acronyms[acronym_key(name)].append((body.id, body.country))
                continue
            read = read_body_name(name, words)
            names[(read.bag, read.country or body.country)] = body.id
    return BodyWords(words, names, {key: tuple(rows) for key, rows in acronyms.items()})


def acronym_key(name: str) -> str:
    """An abbreviation without points and hyphens."""
    return fold(name.replace(".", "").replace("-", "")).replace(" ", "")


def read_body_name(name: str, words: Lexicon) -> BodyName:
    """Take a name apart: its words as a bag, the country named in it, and whether the rest identifies nothing alone."""
    folded = " ".join(tokens(name))
    for tail in words.tails:
        head, found, rest = folded.partition(f" {tail}")
        if found and head:
            folded = head + rest
    for spelling, other in words.synonyms.items():
        folded = f" {folded} ".replace(f" {spelling} ", f" {other} ").strip()
    parts = folded.split()
    country, rest_words = _without_country(parts, words)
    kept = [word for word in rest_words if word not in words.stop_words]
    if not kept:
        return BodyName(" ".join(parts), None, is_generic=False)
    return BodyName(" ".join(sorted(set(kept))), country, all(word in words.generic for word in kept))


def _without_country(parts: Sequence[str], words: Lexicon) -> tuple[str | None, list[str]]:
    for length in range(min(_MAX_COUNTRY_WORDS, len(parts)), 0, -1):
        for at in range(len(parts) - length + 1):
            code = words.states.get(" ".join(parts[at : at + length]))
            if code is not None and length < len(parts):
                return code, [*parts[:at], *parts[at + length :]]
    return None, list(parts)


@lru_cache(maxsize=100_000)
def unit_of(name: str) -> Unit | None:
    """The numbered unit that a name is; None for all other names."""
    unit = parse_unit(name)
    return unit if unit is not None and unit.number is not None else None


def sketch_body(view: View, chain: Chain, known: BodyWords, homes: frozenset[str]) -> Sketch | None:
    """The sketch of a unit's or organisation's chain; None when it has neither a name nor a describing state."""
    country = next((code for row in chain.rows if row.kind != "pronoun" and (code := view.side(row))), None)
    names = sorted({row.text for row in chain.names})
    if not names:
        return _described(view, chain, known, country, homes)
    bare = {name: _acronym_of(name, known.words) for name in names}
    reads = {name: read_body_name(name, known.words) for name in names if not is_acronym(name)}
    country = next((read.country for _, read in sorted(reads.items()) if read.country), country)
    nodes: list[Node] = []
    loose: list[Node] = []
    short: list[Node] = []
    for name in names:
        unit = unit_of(name)
        if unit is not None:
            own = unit.country or country
            node = Node("body", _unit_key(unit, own, _parent_of(view, chain, unit)), name)
            (short if unit.echelon is None else nodes if own else loose).append(node)
        elif bare[name] is not None:
            short.append(Node("body", f"acronym:{acronym_key(str(bare[name]))}", fold(name)))
        else:
            (loose if reads[name].is_generic and country is None else nodes).append(
                _node(name, reads[name], country, known)
            )
    wide = homes if not (loose or short) or nodes else frozenset(view.countries)
    return _settle(view, known, Sketch("body", tuple(nodes), tuple(loose), tuple(short), country, homes, wide))


def _acronym_of(name: str, words: Lexicon) -> str | None:
    """The abbreviation that a name is, alone or behind its country ("Ethiopian NSS")."""
    if is_acronym(name):
        return name
    head, _, tail = name.rpartition(" ")
    return tail if is_acronym(tail) and fold(head) in words.states else None


def _node(name: str, read: BodyName, country: str | None, known: BodyWords) -> Node:
    own = read.country or (country if read.is_generic else None)
    ident = known.known_names.get((read.bag, own)) or known.known_names.get((read.bag, None))
    if ident is not None:
        return Node("body", f"known:{ident}", fold(name))
    return Node("body", f"name:{read.bag}|{own or ''}", fold(name))


def _unit_key(unit: Unit, country: str | None, parent: str) -> str:
    return f"unit:{unit.number}{parent}|{unit.branch or ''}|{unit.echelon or ''}|{country or ''}"


def _parent_of(view: View, chain: Chain, unit: Unit) -> str:
    """The numbered unit that an article puts a small unit in, as a part of its number: every brigade has a second
    battalion."""
    if unit.echelon not in _SMALL_ECHELONS:
        return ""
    for row in chain.names:
        for other in view.parents(row):
            parent = unit_of(other.text)
            if parent is not None and parent.echelon not in _SMALL_ECHELONS:
                return f" of {parent.number} {parent.echelon or ''}".rstrip()
    return ""


def _settle(view: View, known: BodyWords, sketch: Sketch) -> Sketch:
    """Give abbreviations the identity of the long name they stand beside, or of a known body that fits the article."""
    if sketch.nodes:
        home = sketch.nodes[0].canonical
        extra = tuple(Node("body", home, node.handle) for node in (*sketch.short, *sketch.loose))
        return Sketch("body", (*sketch.nodes, *extra), (), (), sketch.country, sketch.homes)
    for node in sketch.short:
        key = node.canonical.removeprefix("acronym:")
        generic = known.words.generic_acronyms.get(key)
        if generic is not None and not sketch.loose:
            read = BodyName(" ".join(sorted(generic.split())), sketch.country, is_generic=True)
            made = _node(node.handle, read, sketch.country, known)
            firm, open_ = ((made,), ()) if sketch.country else ((), (made,))
            return Sketch("body", firm, open_, (), sketch.country, sketch.homes, sketch.wide)
        fits = [
            ident
            for ident, country in known.known_acronyms.get(key, ())
            if country is None or country == sketch.country or (sketch.country is None and country in view.countries)
        ]
        if len(fits) == 1 and not _contradicts(sketch.loose, fits[0], known):
            nodes = tuple(Node("body", f"known:{fits[0]}", n.handle) for n in (*sketch.short, *sketch.loose))
            return Sketch("body", nodes, (), (), sketch.country, sketch.homes)
    return sketch


def _contradicts(loose: Sequence[Node], ident: str, known: BodyWords) -> bool:
    """Whether a long name in the article is none of the known body's names."""
    bags = {bag for (bag, _), found in known.known_names.items() if found == ident}
    return any(_bag(node) not in bags for node in loose)


def _bag(node: Node) -> str:
    return node.canonical.removeprefix("name:").split("|")[0]


def _described(view: View, chain: Chain, known: BodyWords, country: str | None, homes: frozenset[str]) -> Sketch | None:
    """A body that a state has one of, by description: "the North Korean army", "Ukraine's security service"."""
    for row in chain.rows:
        read = read_body_name(row.text, known.words)
        own = read.country or country
        if row.kind == "nominal" and own is not None and read.bag in known.words.state_bodies:
            return Sketch("body", (_node(row.text, read, own, known),), (), (), own, homes)
    return None


# --- across articles -------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class BodyIndex:
    """Which bodies with a known country the corpus holds, by what a name without country could mean."""

    units: dict[str, dict[str, list[Node]]]  # number to country to nodes
    bags: dict[str, dict[str, list[Node]]]  # bag to country to nodes
    acronyms: dict[str, dict[str | None, set[str]]]  # abbreviation to country to canonical names


def is_settled(sketch: Sketch) -> bool:
    """Whether a body's names identify it by themselves."""
    return not sketch.loose and not sketch.short


def index_bodies(sketches: Iterable[Sketch], known: BodyWords) -> BodyIndex:
    """Index the nodes of all sketches that identify by themselves."""
    index = BodyIndex(defaultdict(lambda: defaultdict(list)), defaultdict(lambda: defaultdict(list)), {})
    countries = {f"known:{body.id}": body.country for body in known.words.known}
    bags = {f"known:{found}": bag for (bag, _), found in known.known_names.items()}
    seen: set[Node] = set()
    for sketch in sketches:
        for node in sketch.nodes:
            if node.kind != "body":
                continue
            country = (
                countries.get(node.canonical, node.canonical.rsplit("|", 1)[-1] if "|" in node.canonical else None)
                or None
            )
            if is_acronym(node.handle.upper()) and " " not in node.handle:
                by_country = index.acronyms.setdefault(acronym_key(node.handle), {})
                by_country.setdefault(country or sketch.country, set()).add(node.canonical)
            if node in seen or country is None:
                continue
            seen.add(node)
            if node.canonical.startswith("unit:"):
                index.units[_number(node)][country].append(node)
            else:
                index.bags[bags.get(node.canonical, _bag(node))][country].append(node)
    return index


def settle_loose(sketch: Sketch, index: BodyIndex) -> Sketch | None:
    """Give a sketch without identifying names the country, or the long name, that only one candidate offers.

    None where several do: the chain stays with its article, "not enough to tell".
    """
    for node in sketch.loose:
        is_unit = node.canonical.startswith("unit:")
        countries = index.units.get(_number(node), {}) if is_unit else index.bags.get(_bag(node), {})
        possible = sorted(
            country
            for country, nodes in countries.items()
            if country in sketch.wide and (not is_unit or any(_can_be(node, other) for other in nodes))
        )
        fits = [country for country in possible if country in sketch.homes] or possible
        if is_unit and not sketch.wide:  # the article names no state at all
            fits = sorted(country for country, nodes in countries.items() if any(_can_be(node, o) for o in nodes))
        if len(fits) == 1:
            return _with_country(sketch, node, fits[0], countries[fits[0]])
        if fits:
            return None
        if is_unit:
            return _at_homes(sketch, node)
        if len(sketch.homes) == 1:
            return _with_country(sketch, node, next(iter(sketch.homes)), ())
        return None
    for node in sketch.short:
        if node.canonical.startswith("unit:"):
            return None
        by_country = index.acronyms.get(node.canonical.removeprefix("acronym:"), {})
        fits_short = {
            canonical
            for country, canonicals in by_country.items()
            if country is None or country == sketch.country or (sketch.country is None and country in sketch.wide)
            for canonical in canonicals
        }
        if len(fits_short) == 1:
            canonical = next(iter(fits_short))
            return Sketch(
                "body", tuple(Node("body", canonical, n.handle) for n in sketch.short), country=sketch.country
            )
        return None if fits_short else _at_homes(sketch, node)
    return sketch


def _can_be(a: Node, b: Node) -> bool:
    unit_a, unit_b = unit_of(a.handle), unit_of(b.handle)
    return unit_a is not None and unit_b is not None and compare_units(unit_a, unit_b).verdict != "different"


def _with_country(sketch: Sketch, chosen: Node, country: str, nodes: Sequence[Node]) -> Sketch:
    if chosen.canonical.startswith("unit:"):
        canonical = chosen.canonical.rsplit("|", 1)[0] + f"|{country}"
    else:
        canonical = nodes[0].canonical if nodes else f"name:{_bag(chosen)}|{country}"
    handles = (*sketch.loose, *sketch.short)
    return Sketch("body", tuple(Node("body", canonical, node.handle) for node in handles), country=country)


def _at_homes(sketch: Sketch, chosen: Node) -> Sketch:
    """One node for each country the article is about, so that articles about one war meet and others do not."""
    base = chosen.canonical.rsplit("|", 1)[0]
    homes = sorted(sketch.homes) or [""]
    nodes = tuple(
        Node("body", f"{base}|~{home}", node.handle) for home in homes for node in (*sketch.loose, *sketch.short)
    )
    return Sketch("body", nodes, country=sketch.country)


def own_sketch(sketch: Sketch, doc_id: str) -> Sketch:
    """The sketch of a chain that nothing beyond its article may join."""
    nodes = tuple(Node("body", f"{node.canonical}|{doc_id}", node.handle) for node in (*sketch.loose, *sketch.short))
    return Sketch("body", nodes, country=sketch.country)


def _number(node: Node) -> str:
    return node.canonical.removeprefix("unit:").split("|")[0]


def unit_edges(nodes: Iterable[Node], block_names: int) -> list[Edge]:
    """Edges between units of one number and country that the grammar finds the same, or compatible without a rival."""
    blocks: dict[tuple[str, str], dict[str, Node]] = defaultdict(dict)
    for node in sorted(nodes):
        if node.canonical.startswith("unit:") and node.canonical.count("|") == 3:
            country = node.canonical.rsplit("|", 1)[1]
            blocks[_number(node), country].setdefault(node.canonical, node)
    return [edge for block in blocks.values() for edge in _block_edges(list(block.values())[:block_names])]


def _block_edges(nodes: Sequence[Node]) -> list[Edge]:
    """A unit that fits two unequal units of its number joins neither."""
    verdicts: dict[tuple[int, int], tuple[str, str]] = {}
    for i, a in enumerate(nodes):
        for j in range(i + 1, len(nodes)):
            unit_a, unit_b = unit_of(a.handle), unit_of(nodes[j].handle)
            if unit_a is not None and unit_b is not None:
                comparison = compare_units(unit_a, unit_b)
                verdicts[i, j] = comparison.verdict, comparison.reason
    edges = []
    for (i, j), (verdict, reason) in verdicts.items():
        if verdict != "different" and not _has_rival(i, j, len(nodes), verdicts):
            rule, score = ("unit_same", 0.9) if verdict == "same" else ("unit_compatible", 0.75)
            edges.append(Edge(nodes[i], nodes[j], rule, score, reason))
    return edges


def _has_rival(i: int, j: int, count: int, verdicts: Mapping[tuple[int, int], tuple[str, str]]) -> bool:
    """Whether a third unit fits one of the two and is different from the other."""

    def differs(a: int, b: int) -> bool:
        return verdicts.get((min(a, b), max(a, b)), ("different", ""))[0] == "different"

    return any(differs(i, k) != differs(j, k) for k in range(count) if k not in (i, j))
