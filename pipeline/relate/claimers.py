"""Who says so: reporting verbs, content nouns, "according to", attributions behind a comma or before a colon."""

from dataclasses import dataclass, replace

from pipeline.records import Mention
from pipeline.relate.arguments import TITLES, find_argument
from pipeline.relate.reading import Reading
from pipeline.relate.tree import Tree, is_passive, objects_of, surface_subject

SPEAKERS = frozenset({"PERSON", "ORG", "UNIT", "PLACE", "GROUP"})
_PEOPLE, _BODIES = frozenset({"PERSON"}), frozenset({"ORG", "UNIT", "PLACE"})
_MAX_LABEL = 5  # tokens of a headline's source ("State television: ...", "... - interior ministry")
_DASHES = frozenset({"-", "–", "—", "--"})
_SET_OFF = _DASHES | {":"}  # "... : UN" at the end of a headline
_SPEAKER_SELF = frozenset({"i", "we"})  # a quotation's speaker is found by its attribution
_MAX_DESCRIPTION = 12  # tokens between the comma and the speaker's head ("a senior official of the department")


@dataclass(frozen=True, slots=True)
class Source:
    """A claimer: its mention when it has one, its words, and the token of the reporting word."""

    mention: Mention | None
    text: str | None
    cue: int


def source_of_verb(reading: Reading, verb: int) -> Source:
    """Who speaks in a reporting verb: whom its subject cites, its subject, or the by-phrase of a passive; nobody in
    "it was reported"."""
    tree, words = reading.tree, reading.rules.reporting
    if is_passive(tree, verb) and tree.lemma[verb] not in words.citing:
        links = [c for c in tree.under(verb, "agent", "prep") if tree.lower[c] == "by"]
        return _source(reading, objects_of(tree, links), verb)
    speakers = surface_subject(tree, verb)[-1:]  # of two, read from a list, the one at the verb
    speaker = _source(reading, speakers, verb)
    if speaker.text is None:
        speaker = _speaker_again(reading, verb, speakers) or speaker
    elif speaker.mention is None:
        speaker = _issuer(reading, verb, speakers) or speaker
    return _cited(reading, verb, speakers, speaker) or speaker


def _cited(reading: Reading, verb: int, speakers: list[int], speaker: Source) -> Source | None:
    """ "Reuters reported, citing two diplomats": the diplomats, via Reuters."""
    tree = reading.tree
    citing = [c for host in (verb, *speakers) for c in tree.under(host, "advcl", "acl", "prep", "conj", "dep")]
    for child in (verb, *citing):
        if tree.lemma[child] in reading.rules.reporting.citing and tree.tag[child] == "VBG":
            cited = _source(reading, tree.under(child, "dobj"), verb)
            if cited.text is not None:
                return replace(cited, text=chain(cited, speaker))
    return None


def _speaker_again(reading: Reading, verb: int, speakers: list[int]) -> Source | None:
    """ "It said ...": the body that speaks, or that the sentence is about, in the sentence before."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    number = tree.sentence[verb]
    if number == 0 or len(speakers) != 1 or tree.lower[speakers[0]] != "it" or tree.dep[speakers[0]] != "nsubj":
        return None
    first, last = tree.sentences[number - 1]
    for token in range(first, last):
        is_main = tree.is_verb(token) and tree.head[token] == token
        if is_main or (tree.is_verb(token) and tree.lemma[token] in rules.reporting.verbs - rules.reporting.weak_verbs):
            for subject in tree.under(token, "nsubj"):
                if tree.lower[subject] == "it":
                    return _speaker_again(reading, token, [subject])
                found = find_argument(tree, index, rules.structure, subject, _BODIES)
                if found is not None and tree.tag[subject] not in ("NNS", "NNPS"):
                    return Source(found[0], found[0].text, verb)
    return None


def _issuer(reading: Reading, verb: int, speakers: list[int]) -> Source | None:
    """ "The statement said ...": who issued one, or spoke, in the sentence before."""
    tree, words = reading.tree, reading.rules.reporting
    number = tree.sentence[verb]
    subject = speakers[0]
    if number == 0 or tree.lemma[subject] not in words.issued or len(speakers) != 1:
        return None
    if not any(tree.lower[d] in ("the", "this", "that") for d in tree.under(subject, "det")):
        return None
    if tree.under(subject, "amod", "compound", "nmod", "prep", "acl", "relcl"):
        return None  # "the UN statement", "the statement by X": another one
    first, last = tree.sentences[number - 1]
    for token in range(first, last):
        issues = tree.lemma[token] in words.issuing and any(
            tree.lemma[o] in words.issued for o in tree.under(token, "dobj", "nsubjpass")
        )
        says = tree.lemma[token] in words.verbs - words.weak_verbs and tree.head[token] == token
        if not tree.is_verb(token) or not (issues or says):
            continue
        agents = objects_of(tree, tree.under(token, "agent")) if is_passive(tree, token) else tree.under(token, "nsubj")
        found = _source(reading, agents, verb)
        if found.mention is not None:
            return found
    return None


def chain(*sources: Source) -> str:
    """The words of sources, the nearest first: "the ministry, via The Sun"."""
    return ", via ".join(source.text for source in sources if source.text)


def _source(reading: Reading, speakers: list[int], cue: int) -> Source:
    """The first of these words that names or describes a speaker; nobody for "it" of an impersonal verb, "I", "we"."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    for token in speakers:
        named = _named_behind(reading, token)
        if named is not None:
            return Source(named, named.text, cue)
        found = find_argument(tree, index, rules.structure, token, SPEAKERS)
        if found is not None and not (found[0].kind == "pronoun" and found[0].referent is None):
            return Source(found[0], found[0].text, cue)
        if tree.lower[token] in _SPEAKER_SELF:
            continue
        if tree.pos[token] in ("NOUN", "PROPN") or found is not None:
            nouns = rules.reporting.sources | rules.reporting.nouns
            owner = _owner(reading, token) if tree.lemma[token] in nouns else None
            return Source(owner, _phrase(tree, token), cue)
    return Source(None, None, cue)


def _named_behind(reading: Reading, token: int) -> Mention | None:
    """ "A spokesman for the army, Colonel X, said": X, whatever the parser hung X from."""
    tree, index = reading.tree, reading.index
    if tree.lemma[token] not in reading.rules.reporting.sources:
        return None
    for at in objects_of(tree, [c for c in tree.under(token, "prep") if tree.lower[c] in ("for", "of", "from", "at")]):
        for named in tree.under(at, "appos"):
            person = index.headed_by(named, _PEOPLE)
            if person is not None and person.kind == "name":
                return person
    return None


def _owner(reading: Reading, token: int) -> Mention | None:
    """Whose spokesman, office or report a source noun is: "the governor's office", "a UN report", "a report by X"."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    links = [c for c in tree.under(token, "prep", "agent", "acl") if tree.lower[c] in ("by", "from", "of", "for")]
    inside = tree.under(token, "poss", "compound", "nmod", "amod")
    if any(tree.under(owner, "conj") for owner in inside):
        return None  # "US and Ukrainian sources": not the first alone
    for owner in (*inside, *objects_of(tree, links)):
        found = find_argument(tree, index, rules.structure, owner, SPEAKERS)
        if found is not None and found[0].kind != "pronoun":
            return found[0]
    return None


def _phrase(tree: Tree, token: int) -> str:
    """A noun with the words that stand directly before it and hang from it, the article left out."""
    parts = tree.under(token, "compound", "amod", "nmod", "poss", "nummod", "quantmod")
    first = min([token, *(part for part in parts if part < token), *(c for p in parts for c in tree.under(p, "det"))])
    while first < token and tree.lower[first] in ("the", "a", "an"):
        first += 1
    return tree.text[tree.start[first] : tree.end[token]]


def source_of_noun(reading: Reading, noun: int) -> Source:
    """Whose claim a content noun is: "Y's claim that", "claims by Y that", "the announcement came from Y"."""
    tree = reading.tree
    links = [c for c in tree.under(noun, "prep", "agent") if tree.lower[c] in ("by", "from")]
    speakers = tree.under(noun, "poss") or objects_of(tree, links)
    verb = tree.head[noun]
    if not speakers and tree.dep[noun] == "nsubj" and tree.lemma[verb] in reading.rules.reporting.emerging:
        speakers = objects_of(tree, [c for c in tree.under(verb, "prep") if tree.lower[c] == "from"])
    return _source(reading, speakers, noun)


def attached_source(reading: Reading, token: int) -> Source | None:
    """The source that hangs below what it reports: "according to Y", "in Y's words", "as Y reported", "P, Y said"."""
    return (
        according_source(reading, token)
        or _framed_source(reading, token)
        or _parenthetical_source(reading, token)
        or _cited_below(reading, token)
    )


def _cited_below(reading: Reading, token: int) -> Source | None:
    """ "X said jets struck Y, citing a source": the parser may hang "citing" on what is said."""
    tree = reading.tree
    for child in tree.under(token, "advcl"):
        between = set(tree.lower[token:child])
        if between & {"while", "and", "but", ";"}:
            continue  # another clause's citation
        if tree.lemma[child] in reading.rules.reporting.citing and tree.tag[child] == "VBG":
            source = _source(reading, tree.under(child, "dobj"), child)
            if source.text is not None:
                return source
    return None


def according_source(reading: Reading, token: int) -> Source | None:
    """The source of an "according to Y" that hangs from this word; none in "according to plan"."""
    tree, words = reading.tree, reading.rules.reporting
    for child in tree.under(token, "prep", "pcomp", "advcl", "acl", "amod", "dep"):
        if tree.lower[child] not in words.according:
            continue
        nouns = [n for n in objects_of(tree, [child]) if tree.lemma[n] not in words.not_sources]
        source = _source(reading, nouns, child)
        if source.text is None and nouns:
            source = Source(None, _phrase(tree, nouns[0]), child)
        if source.text is not None:
            return source
    return None


def _framed_source(reading: Reading, token: int) -> Source | None:
    """ "In the minister's words", "in the view of X", "by X's own account"."""
    tree, words = reading.tree, reading.rules.reporting
    for link in tree.under(token, "prep"):
        if tree.lower[link] not in ("in", "by", "on", "from"):
            continue
        for noun in tree.under(link, "pobj"):
            if tree.lemma[noun] in words.framing:
                owned = objects_of(tree, [c for c in tree.under(noun, "prep") if tree.lower[c] == "of"])
                source = _source(reading, tree.under(noun, "poss") or owned, noun)
                if source.text is not None:
                    return source
    return None


def _parenthetical_source(reading: Reading, token: int) -> Source | None:
    """The source of a reporting clause that hangs below what it reports ("P, as Y reported", "as Y put it")."""
    tree, rules = reading.tree, reading.rules
    for child in tree.under(token, "advcl", "parataxis", "ccomp", "conj", "dep", "intj", "relcl", "acl"):
        if tree.lemma[child] not in rules.reporting.verbs or not tree.is_verb(child):
            continue
        mark = any(tree.lower[c] == "as" for c in tree.under(child, "mark", "advmod", "prep"))
        objects = [c for c in tree.under(child, "dobj", "ccomp") if tree.lower[c] != "it"]
        bare = not tree.under(child, "ccomp", "dobj", "xcomp") and tree.under(child, "nsubj")
        if (mark and not objects) or (bare and tree.dep[child] not in ("conj", "relcl", "acl", "advcl")):
            source = source_of_verb(reading, child)
            if source.text is not None:
                return source
    return None


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
        says = tree.is_verb(token) and tree.lemma[token] in rules.reporting.verbs - rules.reporting.weak_verbs
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
    return _source(reading, subjects, verb)
