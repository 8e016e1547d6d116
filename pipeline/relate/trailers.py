"""Attributions that stand outside what they cover: behind a comma, before a colon, behind a headline's dash."""

from dataclasses import dataclass

from pipeline.relate.arguments import TITLES
from pipeline.relate.claimers import SPEAKERS, Source, according_source, source_of_words
from pipeline.relate.reading import Reading
from pipeline.relate.tree import Tree, is_passive

_MAX_LABEL = 5  # tokens of a headline's source ("State television: ...", "... - interior ministry")
_DASHES = frozenset({"-", "–", "—", "--"})
_SET_OFF = _DASHES | {":"}  # "... : UN" at the end of a headline
_MAX_DESCRIPTION = 12  # tokens between the comma and the speaker's head ("a senior official of the department")


@dataclass(frozen=True, slots=True)
class Trailer:
    """An attribution at the end of a sentence: it covers the tokens [first, last) before it."""

    source: Source
    first: int
    last: int


def find_trailers(reading: Reading, sentence: tuple[int, int]) -> list[Trailer]:
    """ "P and Q, X said on Friday.", "P, said X", "P, according to X; R": whatever the parser made of P, X says it.

    The attribution stands behind a comma, says nothing more itself, and covers what stands before it up to a semicolon.
    """
    tree, index, rules = reading.tree, reading.index, reading.rules
    found = []
    first = sentence[0]
    for token in range(*sentence):
        if tree.lower[token] == ";":
            first = token + 1
        is_source = tree.lower[token] in rules.reporting.according
        says = tree.is_verb(token) and tree.lemma[token] in rules.reporting.verbs
        says = says and (tree.lemma[token] not in rules.reporting.weak_verbs or _is_inverted(tree, token))
        if not (is_source or (says and tree.tag[token] in ("VBD", "VBZ", "VBP"))):
            continue
        source = according_source(reading, tree.head[token]) if is_source else _closing(reading, token)
        start = token
        if source is not None and source.mention is not None and not is_source:
            start = min(token, index.tokens[source.mention.mention_id][0])
        opener = next(
            (t for t in range(start - 1, max(first, start - _MAX_DESCRIPTION), -1) if tree.lower[t] in (",", "”", '"')),
            None,
        )
        if source is not None and source.text is not None and opener is not None and opener > first:
            found.append(Trailer(source, first, opener))
    headline = _headline_source(reading, sentence)
    return [*found, headline] if headline is not None else found


def _is_inverted(tree: Tree, verb: int) -> bool:
    """ "P, countered X.": a verb right behind the comma and its subject behind it speak, whatever the verb."""
    return tree.words[verb - 1] in (",", "”", '"') and any(s > verb for s in tree.under(verb, "nsubj"))


def _headline_source(reading: Reading, sentence: tuple[int, int]) -> Trailer | None:
    """ "State television: army retakes X", "12 killed in raid - army": a source set off by a colon or a final dash."""
    tree = reading.tree
    first, last = sentence
    while last - 1 > first and not tree.words[last - 1].strip():
        last -= 1
    if last - first < 4 or not (first == 0 or "\n" in tree.text[tree.end[first - 1] - 1 : tree.start[first]]):
        return None
    colon = next((t for t in range(first, min(first + _MAX_LABEL + 1, last - 2)) if tree.words[t] == ":"), None)
    if colon is not None:
        source = set_off(reading, first, colon)
        return Trailer(source, colon + 1, last) if source is not None else None
    dash = next(
        (t for t in range(last - 1, max(first + 2, last - _MAX_LABEL - 1), -1) if tree.words[t] in _SET_OFF), None
    )
    if dash is None or tree.words[last - 1] in (".", "!", "?"):
        return None
    source = set_off(reading, dash + 1, last)
    return Trailer(source, first, dash) if source is not None else None


def set_off(reading: Reading, first: int, last: int) -> Source | None:
    """The source that the tokens [first, last) are: a person or body by name, or a source noun; never a unit."""
    tree, index = reading.tree, reading.index
    head = last - 1
    if first >= last:
        return None
    title = index.starting_at(first, TITLES)
    if title is not None and index.tokens[title.mention_id][1] < last:
        first = index.tokens[title.mention_id][1]  # "Colonel X: ..."
    mention = index.starting_at(first, SPEAKERS - {"PLACE", "GROUP"})
    text = tree.text[tree.start[first] : tree.end[head]]
    if "(" in text and ")" not in text:
        return None  # "Ivo Lund(Arabic: ...)": the colon stands in a bracket
    if mention is not None and index.tokens[mention.mention_id][1] == last:
        if mention.kind != "name" and tree.lower[head] not in reading.rules.reporting.sources:
            return None
        is_unit = mention.label == "UNIT" and mention.kind == "name"
        is_unit = is_unit and mention.text.lower() not in reading.rules.reporting.sources
        return None if is_unit else Source(mention, mention.text, head)
    plain = all(tree.pos[t] in ("NOUN", "PROPN", "ADJ") for t in range(first, last))
    words = {tree.lemma[head].lower(), tree.lower[head]}
    return Source(None, text, head) if plain and words & reading.rules.reporting.sources else None


def _closing(reading: Reading, verb: int) -> Source | None:
    """The speaker of a reporting verb behind which nothing is said: no object, no clause, no more verbs of its own."""
    tree = reading.tree
    behind = [c for c in tree.under(verb, "ccomp", "dobj", "xcomp", "conj", "dative") if c > verb]
    subjects = tree.under(verb, "nsubj")
    if behind or not subjects or tree.under(verb, "neg", "mark", "aux") or is_passive(tree, verb):
        return None
    if tree.lemma[subjects[0]] in reading.rules.structure.sets["loss_nouns"]:
        return None  # "rockets hit the airport, no casualties reported"
    return source_of_words(reading, subjects, verb)
