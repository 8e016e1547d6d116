"""Where and with what: PLACE, WEAPON and PLATFORM mentions that the grammar attaches to the event."""

from collections.abc import Collection, Iterable

from pipeline.records import Mention
from pipeline.relate.arguments import MentionIndex, find_argument
from pipeline.relate.facts import Fact
from pipeline.relate.reading import Reading
from pipeline.relate.rules import Rules
from pipeline.relate.tree import Tree, conjuncts

_PLACES, _TOOLS = frozenset({"PLACE"}), frozenset({"WEAPON", "PLATFORM"})
_HARM = frozenset({"killed", "wounded", "destroyed", "has_losses"})
_TARGETS = frozenset({"on", "against", "of", "at"})
_MAX_OPENER = 12  # tokens before the colon of "Near X on Friday: ..."
_MAX_ASIDE = 8  # tokens between a place and the "where" that takes it up
_CLAUSES = frozenset({"ccomp", "relcl", "advcl", "csubj", "conj", "acl", "xcomp", "parataxis", "nsubj", "nsubjpass"})
_MAX_VISITED = 80  # words looked at below one event


def find_place(reading: Reading, fact: Fact) -> Mention | None:
    """The place of an event; None when the predicate's object is itself the place or nothing is attached."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    taken = {m.mention_id for m in (fact.subject, fact.object) if m is not None}
    contained = (
        index.tokens[fact.object.mention_id][1] if fact.object is not None and fact.object.label == "PLACE" else None
    )
    for host in event_hosts(tree, fact):
        for prep, noun in prepositional(tree, rules, host):
            if prep == contained:
                continue
            if tree.lower[prep] not in rules.structure.sets["locative"] or tree.dep[prep] == "agent":
                continue
            found = find_argument(tree, index, rules.structure, noun, _PLACES)
            if found is not None and found[0].mention_id not in taken and found[0].kind != "pronoun":
                return found[0]
    return (
        _place_of_where(tree, index, fact)
        or _place_in_participle(reading, fact, taken)
        or _place_of_agent(reading, fact, taken)
        or _place_of_deed(reading, fact, taken)
        or _place_of_target(reading, fact, taken)
        or _place_of_opener(reading, fact, taken)
    )


def _first_behind(
    reading: Reading, pairs: Iterable[tuple[int, int]], words: str, labels: frozenset[str], taken: Collection[str]
) -> Mention | None:
    """The first mention with one of `labels` behind a preposition of the set `words`, of (preposition, noun) pairs."""
    for prep, noun in pairs:
        if reading.tree.lower[prep] in reading.rules.structure.sets[words]:
            found = find_argument(reading.tree, reading.index, reading.rules.structure, noun, labels)
            if found is not None and found[0].mention_id not in taken:
                return found[0]
    return None


def _place_of_agent(reading: Reading, fact: Fact, taken: set[str]) -> Mention | None:
    """ "A bomb planted at X killed two", "gunmen hidden along X fired": where the doer lay or stood."""
    tree, rules = reading.tree, reading.rules
    doers = tree.under(fact.anchor, "nsubj", "agent")
    doers += [noun for agent in tree.under(fact.anchor, "agent", "prep") for noun in tree.under(agent, "pobj")]
    for verb in [c for doer in doers for c in tree.under(doer, "acl")]:
        if tree.lemma[verb] not in rules.structure.sets["placing"]:
            continue
        place = _first_behind(reading, prepositional(tree, rules, verb), "locative", _PLACES, taken)
        if place is not None:
            return place
    return None


def _place_of_deed(reading: Reading, fact: Fact, taken: set[str]) -> Mention | None:
    """ "A strike in X killed ten", "two were hurt by shelling of X": where the attack that did the harm took place."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    if fact.predicate not in _HARM or not tree.is_verb(fact.anchor):
        return None
    doers = tree.under(fact.anchor, "nsubj")
    doers += [noun for agent in tree.under(fact.anchor, "agent") for noun in tree.under(agent, "pobj")]
    where = rules.structure.sets["locative"] | _TARGETS
    for doer in doers:
        if not any(t.frame_class.predicate == "attacked" for t in rules.nouns.get(tree.lemma[doer], ())):
            continue
        for prep in tree.under(doer, "prep"):
            for noun in tree.under(prep, "pobj") if tree.lower[prep] in where else ():
                found = find_argument(tree, index, rules.structure, noun, _PLACES)
                if found is not None and found[0].mention_id not in taken and found[0].kind != "pronoun":
                    return found[0]
    return None


def _place_of_target(reading: Reading, fact: Fact, taken: set[str]) -> Mention | None:
    """ "Shells hit the market, killing ten", "two died when rockets struck the port": the place that is hit."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    if fact.predicate not in _HARM:
        return None
    for verb in framing_clauses(tree, fact.anchor):
        if tree.dep[fact.anchor] == "conj" and fact.predicate == "destroyed":
            break  # "burned the bridge and sank the ferry"
        nouns = tree.under(verb, "dobj", "nsubjpass")
        for prep in tree.under(verb, "prep", "prt"):
            if tree.lower[prep] in rules.structure.sets["locative"] | rules.structure.sets["directional"]:
                nouns += tree.under(prep, "pobj")
        for noun in nouns:
            found = find_argument(tree, index, rules.structure, noun, _PLACES)
            if found is not None and found[0].mention_id not in taken and found[0].kind != "pronoun":
                return found[0]
    return None


def framing_clauses(tree: Tree, anchor: int) -> list[int]:
    """The verbs of the clause that an event is the outcome of: "hit X, killing ten"; "ten died when Y hit X"."""
    found = [
        clause
        for joined in (anchor, *(c for c in tree.under(anchor, "conj") if tree.is_verb(c)))
        for clause in tree.under(joined, "advcl")
        if any(tree.lower[c] in ("when", "as", "after", "while") for c in tree.under(clause, "advmod", "mark"))
    ]
    at = anchor
    for _ in range(3):
        parent = tree.head[at]
        is_outcome = tree.dep[at] in ("advcl", "xcomp") and tree.tag[at] == "VBG"
        is_joined = tree.dep[at] == "conj" and not tree.under(at, "nsubj", "nsubjpass")
        if not tree.is_verb(parent) or parent == at or not (is_outcome or is_joined):
            break
        found.append(parent)
        at = parent
    return found


def _place_of_opener(reading: Reading, fact: Fact, taken: set[str]) -> Mention | None:
    """ "On the same night near X: two tanks burned": a place that opens the sentence before a colon."""
    return _first_behind(reading, opener(reading.tree, reading.rules, fact.anchor), "locative", _PLACES, taken)


def opener(tree: Tree, rules: Rules, anchor: int) -> list[tuple[int, int]]:
    """(preposition, noun) pairs of the phrase before a colon that opens the event's sentence."""
    first, last = tree.sentences[tree.sentence[anchor]]
    colon = next((t for t in range(first, min(first + _MAX_OPENER, last)) if tree.words[t] == ":"), None)
    locative = rules.structure.sets["locative"]  # "Near" in capitals is often read as a name
    if colon is None or colon >= anchor or (tree.pos[first] != "ADP" and tree.lower[first] not in locative):
        return []
    if any(tree.is_verb(t) for t in range(first, colon)):
        return []
    return [(p, n) for p in range(first, colon) for n in tree.under(p, "pobj")]


def _place_of_where(tree: Tree, index: MentionIndex, fact: Fact) -> Mention | None:
    """ "moved to X, where they are being questioned": X."""
    at = fact.anchor
    for _ in range(4):
        if tree.dep[at] in ("relcl", "advcl"):
            where = [c for v in (at, fact.anchor) for c in tree.under(v, "advmod") if tree.lower[c] == "where"]
            if where:
                head = tree.head[at]
                covering = next((m for m in index.covering.get(head, ()) if m.label == "PLACE"), None)
                return index.headed_by(head, _PLACES) or covering or _place_before(index, tree, where[0])
            return None
        if tree.dep[at] not in ("conj", "xcomp"):
            return None
        at = tree.head[at]
    return None


def _place_before(index: MentionIndex, tree: Tree, where: int) -> Mention | None:
    """The place that "where" follows, through an aside in commas ("X, two miles east, where ...")."""
    for token in range(where - 1, max(where - _MAX_ASIDE, tree.sentences[tree.sentence[where]][0] - 1), -1):
        if tree.is_verb(token):
            return None
        place = index.headed_by(token, _PLACES)
        if place is not None:
            return (
                place if token + 1 < len(tree.words) and tree.words[index.tokens[place.mention_id][1]] == "," else None
            )
    return None


def _place_in_participle(reading: Reading, fact: Fact, taken: set[str]) -> Mention | None:
    """ "captured two soldiers fighting for Y in X": the parser hangs the last place on the participle."""
    tree, rules = reading.tree, reading.rules
    if not tree.is_verb(fact.anchor):
        return None
    patients = [*tree.under(fact.anchor, "dobj"), *(h for h in fact.hosts if h > fact.anchor)]
    for verb in [c for patient in patients for c in tree.under(patient, "acl") if tree.tag[c] == "VBG"]:
        place = _first_behind(reading, prepositional(tree, rules, verb), "locative", _PLACES, taken)
        if place is not None:
            return place
    return None


def find_instrument(reading: Reading, fact: Fact) -> Mention | None:
    """What the event was done with: "with X", "using X", "a drone strike", "in a missile attack"."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    taken = {m.mention_id for m in (fact.subject, fact.object) if m is not None}
    for prep, noun in prepositional(tree, rules, fact.anchor):
        tool = _first_behind(reading, [(prep, noun)], "instrument", _TOOLS, taken)
        if tool is not None:
            return tool
        for part in tree.under(noun, "compound", "nmod"):
            tool = index.headed_by(part, _TOOLS)
            if tool is not None and tree.lemma[noun] in rules.nouns and tool.mention_id not in taken:
                return tool
    for child in tree.under(fact.anchor, "compound", "nmod", "advcl"):
        tool = index.headed_by(child, _TOOLS)
        if tool is not None and tool.mention_id not in taken:
            return tool
        if tree.lower[child] == "using":
            for used in tree.under(child, "dobj"):
                found = find_argument(tree, index, rules.structure, used, _TOOLS)
                if found is not None and found[0].mention_id not in taken:
                    return found[0]
    return None


def event_hosts(tree: Tree, fact: Fact) -> list[int]:
    """The words below which an event's circumstances may stand: itself, its patient, its light verb, the clause it
    joins."""
    hosts = [fact.anchor]
    if tree.is_verb(fact.anchor):
        hosts += tree.under(fact.anchor, "dobj", "agent", "attr", "acomp", "xcomp", "prt")
        hosts += [
            c for o in tree.under(fact.anchor, "dobj") for c in tree.under(o, "appos")
        ]  # "met the chief, X, in Y"
    hosts += [h for h in fact.hosts if h > fact.anchor or not tree.is_verb(fact.anchor)]
    hosts += [c for c in tree.under(fact.anchor, "conj") if tree.is_verb(c) and _shares_end(tree, c)]
    at = fact.anchor
    for _ in range(4):
        parent, dep = tree.head[at], tree.dep[at]
        own = tree.under(at, "nsubj", "nsubjpass")
        joined = dep in ("xcomp", "conj", "advcl") and not own and tree.is_verb(parent)
        noun_event = not tree.is_verb(at) and dep in ("dobj", "nsubjpass", "nsubj", "pobj", "prep") and parent != at
        if not (joined or noun_event):
            break
        if tree.is_verb(parent):
            hosts.append(parent)
            if noun_event:
                break
        at = parent
    return list(dict.fromkeys(hosts))


def _shares_end(tree: Tree, joined: int) -> bool:
    """Whether what ends a coordinated clause is said of the first one too: no subject, or no auxiliary of its own
    ("18 had been killed and 52 wounded since Friday")."""
    is_gapped = tree.tag[joined] == "VBN" and not tree.under(joined, "aux", "auxpass")
    return is_gapped or not tree.under(joined, "nsubj", "nsubjpass")


def prepositional(tree: Tree, rules: Rules, host: int) -> Iterable[tuple[int, int]]:
    """(preposition, noun) pairs below a word, through event nouns ("during an operation in X"), not into other
    clauses."""
    queue, seen = [host], 0
    while queue and seen < _MAX_VISITED:
        at = queue.pop(0)
        seen += 1
        for child in tree.children[at]:
            dep = tree.dep[child]
            if dep in ("prep", "agent", "prt", "advmod", "npadvmod") or (dep == "pcomp" and tree.pos[child] == "ADP"):
                if tree.lower[child] in ("according",):
                    continue
                nouns = [c for n in tree.under(child, "pobj") for c in conjuncts(tree, n)]
                for noun in nouns:
                    yield child, noun
                    clock = tree.lemma[noun] in rules.structure.sets["daytimes"]  # "before sunrise on Wednesday"
                    if clock or tree.lower[child] in rules.structure.sets["descend"]:
                        queue.append(noun)
                if tree.lower[child] in rules.structure.sets["descend"]:
                    queue += [c for c in tree.under(child, "pcomp") if tree.tag[c] == "VBG"]
                queue.append(child)
