"""Where people, units and bodies are, as noun phrases say it: "troops in X", "the 17th, active in X", "residents of
X"."""

from collections.abc import Iterable, Iterator

from pipeline.records import Mention
from pipeline.relate.arguments import find_argument, is_state
from pipeline.relate.facts import Fact
from pipeline.relate.phrases import children_of_span, phrase_fact
from pipeline.relate.reading import Reading
from pipeline.relate.tree import objects_of

_PLACES = frozenset({"PLACE"})
_HOLDERS = frozenset({"PERSON", "GROUP", "UNIT", "ORG"})
_THERE = frozenset({"in", "at", "inside", "across", "throughout"})
_LED_THERE = frozenset({"in", "at", "along"})
_HARM = frozenset({"attacked", "killed", "wounded", "captured", "destroyed", "detained_by", "has_losses"})
_CONFLICT = frozenset({"attacked", "fights_against"})
_PHRASES = frozenset({"nsubj", "ROOT", "pobj", "dative", "conj", "attr", "appos"})


def find_whereabouts(reading: Reading, mentions: Iterable[Mention], facts: list[Fact]) -> list[Fact]:
    """ "Troops in X said", "supports forces in X", "the war on ISIS in X": whose phrase holds the place where they are.

    Never of those whom a fact of the sentence harms or moves: the place is that event's ("saw forces in X": where they
    were seen). Of bodies only a side in a conflict is said to be where its phrase puts it ("Reuters in X").
    """
    patients = {f.object.mention_id for f in facts if f.predicate in _HARM and f.object is not None}
    patients |= {f.subject.mention_id for f in facts if f.predicate in ("moved_to", "detained_by") and f.subject}
    spoken = {f.object.mention_id for f in facts if f.object is not None} - patients
    patients |= {m.mention_id for f in facts if f.predicate == "fights_against" for m in _met_there(reading, f)}
    sides = {m.mention_id for f in facts if f.predicate in _CONFLICT for m in (f.subject, f.object) if m is not None}
    said = {
        (f.subject.mention_id, f.object.mention_id) for f in facts if f.subject is not None and f.object is not None
    }
    found = []
    for mention in mentions:
        is_body = mention.label == "ORG" and mention.kind == "name"
        if mention.kind == "pronoun" or mention.label not in _HOLDERS or mention.mention_id in patients:
            continue
        is_enemy = mention.mention_id in sides or _is_behind_against(reading, mention)
        if not (is_enemy if is_body else _is_force(reading, mention)):
            continue
        is_object = mention.mention_id in spoken or _is_visited(reading, mention)
        for place in _attached(reading, mention, _PHRASES | {"dobj"} if is_object else _PHRASES):
            if (mention.mention_id, place.mention_id) not in said and not _is_met(reading, mention):
                found.append(phrase_fact(reading.tree, reading.index, "present_in", mention, place, "force_in_place"))
    return [*found, *_where_led(reading, facts, said)]


def _where_led(reading: Reading, facts: list[Fact], said: set[tuple[str, str]]) -> Iterator[Fact]:
    """ "Commanded a company of the 1st Brigade at X", "has led a battalion in the X valley": where the unit was."""
    tree, index = reading.tree, reading.index
    for fact in facts:
        unit = fact.object
        if fact.predicate != "commands" or unit is None or unit.label != "UNIT":
            continue
        if not tree.is_verb(fact.anchor) or tree.lemma[fact.anchor] not in reading.rules.structure.sets["leading"]:
            continue
        head = index.head_of[unit.mention_id]
        hosts = {fact.anchor, head, *(n for c in tree.under(head, "prep") for n in tree.under(c, "pobj"))}
        links = [c for h in sorted(hosts) for c in tree.under(h, "prep") if c > head and tree.lower[c] in _LED_THERE]
        for noun in objects_of(tree, links[:1]):
            place = index.headed_by(noun, _PLACES)
            if place is not None and place.kind != "pronoun" and (unit.mention_id, place.mention_id) not in said:
                yield phrase_fact(tree, index, "present_in", unit, place, "led_there")


def _is_visited(reading: Reading, mention: Mention) -> bool:
    """ "Visited troops in X": whom one goes to see is there."""
    tree, head = reading.tree, reading.index.head_of[mention.mention_id]
    return tree.dep[head] == "dobj" and tree.lemma[tree.head[head]] in reading.rules.structure.sets["visiting"]


def _met_there(reading: Reading, fact: Fact) -> Iterator[Mention]:
    """Whom one clashes with, or shoots it out with: the place behind them is that of the fight."""
    tree, index = reading.tree, reading.index
    for mention in (fact.subject, fact.object):
        head = index.head_of[mention.mention_id] if mention is not None else fact.anchor
        if mention is not None and tree.lower[tree.head[head]] == "with" and tree.lemma[fact.anchor] != "be":
            yield mention


def _is_behind_against(reading: Reading, mention: Mention) -> bool:
    """ "progress against ISIS in X": a side in a conflict whose other side is not named."""
    tree, head = reading.tree, reading.index.head_of[mention.mention_id]
    return tree.dep[head] == "pobj" and tree.lower[tree.head[head]] == "against"


def _is_force(reading: Reading, mention: Mention) -> bool:
    """Whether a phrase without a name is headed by people in arms, or by those whom a war finds in a place."""
    sets = reading.rules.structure.sets
    tree, index = reading.tree, reading.index
    head, last = index.head_of[mention.mention_id], index.tokens[mention.mention_id][1]
    is_spread = mention.label == "GROUP" and tree.lower[last : last + 1] in (["across"], ["throughout"])
    return mention.kind == "nominal" and (is_spread or tree.lemma[head] in sets["forces"] or _speaks(reading, mention))


def _speaks(reading: Reading, mention: Mention) -> bool:
    """ "A surgeon in Ataq counted ...", "two officers in Port Sudan said": who tells something, with where he is."""
    tree, head = reading.tree, reading.index.head_of[mention.mention_id]
    verb = tree.head[head]
    says = tree.dep[head] == "nsubj" and tree.lemma[verb] in reading.rules.reporting.verbs
    return says and mention.label == "PERSON" and tree.lemma[head] != "source"


def _is_met(reading: Reading, mention: Mention) -> bool:
    """ "Gunned down by forces in X", "killed in an encounter with troops in X": the place is where it happened."""
    tree, head = reading.tree, reading.index.head_of[mention.mention_id]
    link = tree.head[head]
    if tree.dep[head] != "pobj":
        return False
    if tree.lower[link] == "by":
        return tree.dep[link] == "agent" and tree.lemma[tree.head[link]] in reading.rules.verbs
    return tree.lower[link] == "with" and tree.lemma[tree.head[link]] in reading.rules.structure.sets["encounters"]


def _attached(reading: Reading, mention: Mention, phrases: frozenset[str]) -> Iterator[Mention]:
    """The places of the locative phrase that follows a mention and hangs on it, where it stands as one of `phrases`."""
    tree, index = reading.tree, reading.index
    first, last = index.tokens[mention.mention_id]
    head = index.head_of[mention.mention_id]
    if last >= len(tree.words) or tree.lower[last] not in _THERE or tree.dep[last] != "prep":
        return
    if (
        tree.dep[head] == "pobj"
        and tree.lower[tree.head[head]] == "by"
        and not tree.is_verb(tree.head[tree.head[head]])
    ):
        return  # "the killing of ten by soldiers in X": where it happened
    if not first <= tree.head[last] < last or tree.dep[head] not in phrases:
        return
    for noun in objects_of(tree, [last]):
        place = find_argument(tree, index, reading.rules.structure, noun, _PLACES)
        if place is not None and place[0].start >= mention.end and place[0].kind != "pronoun":
            yield place[0]


def inhabitants(reading: Reading, mention: Mention) -> Iterator[Fact]:
    """ "Residents of X": people who are named for living in a place; of a state only "residents" are."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    first, last = index.tokens[mention.mention_id]
    head = index.head_of[mention.mention_id]
    if mention.kind != "nominal" or tree.lemma[head] not in rules.structure.sets["inhabitants"]:
        return
    links = [c for c in children_of_span(tree, first, last, head) if tree.dep[c] == "prep" and tree.lower[c] == "of"]
    owners = [c for c in tree.under(head, "poss", "compound", "nmod") if c < head]
    for noun in [*objects_of(tree, links), *owners]:
        place = index.headed_by(noun, _PLACES)
        if place is not None and (tree.lemma[head] == "resident" or not is_state(rules.structure, place)):
            yield phrase_fact(tree, index, "present_in", mention, place, "inhabitants")


def active_places(reading: Reading, mention: Mention) -> Iterator[Fact]:
    """ "the 17th Brigade, active in X,": where a unit, body or group is, as an adjective behind it says."""
    tree, index = reading.tree, reading.index
    for adjective in tree.under(index.head_of[mention.mention_id], "amod", "acl", "appos"):
        if tree.lemma[adjective] not in tree.sets["active"] or tree.start[adjective] < mention.end:
            continue
        links = [c for c in tree.under(adjective, "prep") if tree.lower[c] in (*_THERE, "near", "around", "along")]
        for noun in objects_of(tree, links):
            place = index.headed_by(noun, _PLACES)
            if place is not None:
                yield phrase_fact(tree, index, "present_in", mention, place, "active_in")
