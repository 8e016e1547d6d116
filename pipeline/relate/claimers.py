"""Who says so: reporting verbs, content nouns, "according to", "as Y reported"."""

from dataclasses import dataclass, replace

from pipeline.records import Mention
from pipeline.relate.arguments import TITLES, find_argument
from pipeline.relate.reading import Reading
from pipeline.relate.tree import Tree, antecedent, is_passive, objects_of, surface_subject

SPEAKERS = frozenset({"PERSON", "ORG", "UNIT", "PLACE", "GROUP"})
_PEOPLE, _BODIES = frozenset({"PERSON"}), frozenset({"ORG", "UNIT", "PLACE"})
_SPEAKER_SELF = frozenset({"i", "we"})  # a quotation's speaker is found by its attribution
_OTHERS = frozenset({"he", "she", "they", "it"})


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
    quoted = _quoted_as(reading, verb)
    if quoted is not None:
        return quoted
    if is_passive(tree, verb) and tree.lemma[verb] not in words.citing:
        links = [c for c in tree.under(verb, "agent", "prep") if tree.lower[c] == "by"]
        return source_of_words(reading, objects_of(tree, links), verb)
    speakers = surface_subject(tree, verb)[-1:]  # of two, read from a list, the one at the verb
    speaker = source_of_words(reading, speakers, verb)
    if speaker.text is None:
        speaker = _speaker_again(reading, verb, speakers) or speaker
        speaker = _unresolved(tree, verb, speakers) if speaker.text is None else speaker
    elif speaker.mention is None:
        speaker = _issuer(reading, verb, speakers) or speaker
    return _cited(reading, verb, speakers, speaker) or speaker


def _unresolved(tree: Tree, verb: int, speakers: list[int]) -> Source:
    """ "It noted that P", of which nobody knows who "it" is: somebody's claim still, not the article's."""
    for token in speakers:
        antecedent_noun = antecedent(tree, token)
        if antecedent_noun is not None:
            return Source(None, _phrase(tree, antecedent_noun), verb)
        is_subject = tree.dep[token] == "nsubj" and tree.head[token] == verb
        if is_subject and tree.lower[token] in _OTHERS:
            return Source(None, tree.words[token], verb)
    return Source(None, None, verb)


def _quoted_as(reading: Reading, verb: int) -> Source | None:
    """ "P," the lawyer quoted him as saying; "P", X was quoted as saying: who is quoted."""
    tree, words = reading.tree, reading.rules.reporting
    said = [p for c in tree.under(verb, "prep") if tree.lower[c] == "as" for p in tree.under(c, "pcomp")]
    if tree.lemma[verb] not in words.citing or not any(tree.lemma[p] in words.verbs for p in said):
        return None
    quoted = tree.under(verb, "nsubjpass") if is_passive(tree, verb) else tree.under(verb, "dobj")
    source = source_of_words(reading, quoted, verb)
    return source if source.text is not None else None


def _is_citable(reading: Reading, token: int) -> bool:
    """Whether a cited noun can say something: somebody, or a word for a source; no reason ("citing the weather")."""
    tree, index, words = reading.tree, reading.index, reading.rules.reporting
    if index.headed_by(token, SPEAKERS) is not None:
        return True
    return tree.lemma[token] in words.sources | words.issued | words.nouns | words.hearsay_nouns


def _cited(reading: Reading, verb: int, speakers: list[int], speaker: Source) -> Source | None:
    """ "Reuters reported, citing two diplomats": the diplomats, via Reuters."""
    tree = reading.tree
    citing = [c for host in (verb, *speakers) for c in tree.under(host, "advcl", "acl", "prep", "conj", "dep")]
    for child in (verb, *citing):
        if tree.lemma[child] in reading.rules.reporting.citing and tree.tag[child] == "VBG":
            objects = [o for o in tree.under(child, "dobj") if _is_citable(reading, o)]
            cited = source_of_words(reading, objects, verb)
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
        says = says and tree.lemma[subject] in words.uttered  # "the report says": not of who spoke before
        if not tree.is_verb(token) or not (issues or says):
            continue
        agents = objects_of(tree, tree.under(token, "agent")) if is_passive(tree, token) else tree.under(token, "nsubj")
        found = source_of_words(reading, agents, verb)
        if found.mention is not None:
            return found
    return None


def chain(*sources: Source) -> str:
    """The words of sources, the nearest first: "the ministry, via The Sun"."""
    return ", via ".join(source.text for source in sources if source.text)


def source_of_words(reading: Reading, speakers: list[int], cue: int) -> Source:
    """The first of these words that names or describes a speaker; nobody for "it" of an impersonal verb, "I", "we"."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    for token in speakers:
        named = _named_behind(reading, token)
        if named is not None:
            return Source(named, named.text, cue)
        found = find_argument(tree, index, rules.structure, token, SPEAKERS)
        if found is not None and not (found[0].kind == "pronoun" and found[0].referent is None):
            holder = _holder_behind(reading, found[0]) or found[0]
            return Source(holder, holder.text, cue)
        if tree.lower[token] in _SPEAKER_SELF:
            continue
        if tree.pos[token] in ("NOUN", "PROPN") or found is not None:
            nouns = rules.reporting.sources | rules.reporting.nouns
            owner = _owner(reading, token) if tree.lemma[token] in nouns else None
            return Source(owner, _phrase(tree, token), cue)
    return Source(None, None, cue)


def _holder_behind(reading: Reading, body: Mention) -> Mention | None:
    """ "Department of Health (DOH) Secretary X said": X, whatever the parser made of the words before the name."""
    tree, index = reading.tree, reading.index
    at = index.tokens[body.mention_id][1]
    if body.label not in _BODIES or body.kind != "name":
        return None
    if tree.words[at : at + 1] == ["("] and tree.words[at + 2 : at + 3] == [")"]:
        at += 3
    title = index.starting_at(at, TITLES)
    person = index.starting_at(index.tokens[title.mention_id][1], _PEOPLE) if title is not None else None
    return person if person is not None and person.kind == "name" else None


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
    links = [c for c in tree.under(noun, "prep", "agent") if tree.lower[c] in ("by", "from", "among")]
    links += [a for c in tree.under(noun, "acl") for a in tree.under(c, "agent")]  # "the claim made by X that P"
    speakers = tree.under(noun, "poss") or objects_of(tree, links)
    verb = tree.head[noun]
    own = not speakers or (tree.tag[speakers[0]] == "PRP$" and tree.dep[noun] == "dobj")
    if own and tree.dep[noun] == "dobj" and tree.lemma[verb] in reading.rules.reporting.voicing:
        return source_of_verb(reading, verb)
    governor = tree.head[verb] if tree.dep[noun] == "pobj" else verb
    if speakers and tree.tag[speakers[0]] == "PRP$" and tree.is_verb(governor):
        owner = source_of_words(reading, speakers, noun)
        return owner if owner.mention is not None else source_of_verb(reading, governor)  # "stood by its claim that P"
    if not speakers and tree.dep[noun] == "nsubj" and tree.lemma[verb] in reading.rules.reporting.emerging:
        speakers = objects_of(tree, [c for c in tree.under(verb, "prep") if tree.lower[c] == "from"])
    return source_of_words(reading, speakers, noun)


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
            objects = [o for o in tree.under(child, "dobj") if _is_citable(reading, o)]
            source = source_of_words(reading, objects, child)
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
        if tree.lower[child] == "per":
            nouns = [n for n in nouns if _is_told_by(reading, n)]
        source = source_of_words(reading, nouns, child)
        if source.text is None and nouns:
            source = Source(None, _phrase(tree, nouns[0]), child)
        if source.text is not None:
            return source
    return None


def _is_told_by(reading: Reading, noun: int) -> bool:
    """Whether "per" names a source ("per the ministry", "per Reuters"): no rate ("per person", "per week")."""
    tree = reading.tree
    named = reading.index.headed_by(noun, SPEAKERS)
    is_known = bool(tree.under(noun, "det", "poss")) or tree.tag[noun] == "NNS"
    return (named is not None and named.kind == "name") or (
        is_known and tree.lemma[noun] in reading.rules.reporting.sources
    )


def _framed_source(reading: Reading, token: int) -> Source | None:
    """ "In the minister's words", "in the view of X", "by X's own account"."""
    tree, words = reading.tree, reading.rules.reporting
    for link in tree.under(token, "prep"):
        if tree.lower[link] not in ("in", "by", "on", "from"):
            continue
        for noun in tree.under(link, "pobj"):
            if tree.lemma[noun] in words.framing:
                owned = objects_of(tree, [c for c in tree.under(noun, "prep") if tree.lower[c] == "of"])
                source = source_of_words(reading, tree.under(noun, "poss") or owned, noun)
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
