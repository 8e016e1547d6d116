"""Who was killed or wounded, as adjectives and counts say it: "two dead", "left six wounded", "among the dead was X"."""

from collections.abc import Iterator
from dataclasses import replace

from pipeline.records import Mention
from pipeline.relate.arguments import find_argument
from pipeline.relate.barring import below, of_natural_causes
from pipeline.relate.doers import leavers
from pipeline.relate.facts import Fact
from pipeline.relate.reading import Reading
from pipeline.relate.slots import verb_slots
from pipeline.relate.tolls import loss_kind, number_of
from pipeline.relate.tree import conjuncts

_PEOPLE = frozenset({"PERSON", "GROUP"})
_HARMING = frozenset({"UNIT", "GROUP", "PERSON", "ORG", "PLATFORM", "WEAPON"})
_MAX_JOINED = 6  # tokens from the first casualties to the next


def counted_casualties(reading: Reading, mention: Mention) -> Iterator[Fact]:
    """ "two wounded", "14 dead", "16 soldiers killed" as a counted group whose own words say what befell it."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    quantity = number_of(index, mention)
    link = tree.head[index.head_of[mention.mention_id]]
    if quantity is None or tree.lower[link] in ("at", "to"):
        return
    first, last = index.tokens[mention.mention_id]
    head = index.head_of[mention.mention_id]
    words = [t for t in range(first, last) if t >= index.tokens[quantity.mention_id][1]]
    behind = [last] if last < len(tree.words) and tree.sentence[last] == tree.sentence[head] else []
    if len({tree.lower[t] for t in words} & rules.structure.sets["befallen"]) > 1:
        return  # "40 killed and wounded": neither is said of all
    if mention.label == "GROUP" and tree.lemma[head] in rules.structure.sets["corpses"]:
        yield Fact("killed", None, mention, head, "losses.counted_bodies", (head,), is_event=False)
        return
    for token in [
        *words,
        *(
            b
            for b in behind
            if tree.dep[b] in ("acl", "amod", "advmod", "dep", "acomp", "ROOT") and tree.tag[b] in ("JJ", "VBN", "VBD")
        ),
    ]:
        kind = loss_kind(rules, tree, token)
        if kind in ("killed", "wounded") and tree.lower[token] in rules.structure.sets["befallen"]:
            if token in behind and tree.is_verb(token) and tree.lower[token] != "dead":
                continue
            yield Fact(kind, None, mention, head, f"losses.counted_{kind}", (head, token), is_event=token in behind)
            return


def dead_or_wounded(reading: Reading, token: int) -> Iterator[Fact]:
    """ "three are dead", "found wounded", "left two dead", "a dead soldier": an adjective said of people."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    word, sets = tree.lower[token], rules.structure.sets
    kind = "killed" if word in sets["dead_adjectives"] else "wounded" if word in sets["hurt_adjectives"] else None
    if kind is None:
        return
    verb = tree.head[token]
    if tree.dep[token] == "amod" and not tree.is_verb(token):
        mention = index.headed_by(verb, _PEOPLE)
        if mention is not None and number_of(index, mention) is None:
            yield Fact(kind, None, mention, verb, f"losses.attributive_{kind}", (verb, token), is_event=False)
        return
    yield from _clipped(reading, token, kind)
    if tree.dep[token] not in ("acomp", "oprd", "attr") or tree.lemma[verb] not in rules.structure.sets["found_dead"]:
        return
    if kind == "killed" and of_natural_causes(reading, below(tree, verb)):
        return
    yield from _said_of(reading, token, kind)


def _clipped(reading: Reading, token: int, kind: str) -> Iterator[Fact]:
    """ "Raid on X, ten dead", and "leaving ten soldiers dead", where the parser made a clause of it."""
    tree, index, rules, verb = reading.tree, reading.index, reading.rules, reading.tree.head[token]
    for subject in tree.under(token, "nsubj") if tree.tag[token] == "JJ" else ():
        found = find_argument(tree, index, rules.structure, subject, _PEOPLE)
        if found is not None and not tree.under(token, "cop", "aux"):
            leaves = tree.lemma[verb] == "leave" and verb < token
            left: list[Mention | None] = [*leavers(reading, verb, _HARMING)] if leaves else []
            for doer in left or [None]:
                yield Fact(kind, doer, found[0], token, f"losses.clipped_{kind}", (token, *found[1]))
            if left:
                yield from _joined_casualties(reading, found[0], left)


def _said_of(reading: Reading, token: int, kind: str) -> Iterator[Fact]:
    """ "Three are dead", "the raid left two dead": an adjective that a verb joins to people."""
    tree, index, rules, verb = reading.tree, reading.index, reading.rules, reading.tree.head[token]
    sets = rules.structure.sets
    slots = verb_slots(tree, verb, transitive=False)
    hedged = tree.lemma[verb] in rules.cues.verbs or tree.lemma[verb] in rules.reporting.hearsay_verbs
    anchor, hosts = (token, (verb,)) if hedged else (verb, ())
    does = tree.lemma[verb] == "leave" and bool(slots.get("patient"))
    doers: list[Mention | None] = [*leavers(reading, verb, _HARMING)] if does else []
    for subject in slots.get("patient") or slots.get("agent"):
        found = find_argument(tree, index, rules.structure, subject, _PEOPLE)
        if found is not None:
            matched = (verb, token, *found[1])
            if kind == "killed" and tree.lower[index.tokens[found[0].mention_id][1] - 1] in sets["hurt_adjectives"]:
                continue  # "left four dead and nine wounded": the nine live
            for doer in doers or [None]:
                yield Fact(kind, doer, found[0], anchor, f"losses.copula_{kind}", matched, hosts=hosts)
            if does:
                yield from _joined_casualties(reading, found[0], doers)


def _joined_casualties(reading: Reading, group: Mention, doers: list[Mention | None]) -> Iterator[Fact]:
    """ "left six dead and eleven wounded": those counted behind, with the same doer."""
    tree, index = reading.tree, reading.index
    first = index.tokens[group.mention_id][1]
    _, last = tree.sentences[tree.sentence[first - 1]]
    for token in range(first, min(first + _MAX_JOINED, last)):
        other = index.starting_at(token, frozenset({"GROUP"}))
        if tree.lower[token] not in ("and", ",", "dead", "killed", "wounded", "injured") and other is None:
            return
        facts = list(counted_casualties(reading, other)) if other is not None and doers else []
        behind = index.tokens[other.mention_id][1] if other is not None else last
        sets = reading.rules.structure.sets
        word = tree.lower[behind] if behind < last else ""
        kind = "killed" if word in sets["dead_adjectives"] else "wounded" if word in sets["hurt_adjectives"] else None
        if other is not None and doers and not facts and kind is not None:  # "and eleven others wounded"
            facts = [Fact(kind, None, other, behind, f"losses.counted_{kind}", (token, behind))]
        for fact in facts:
            yield from (replace(fact, subject=doer, rule_id=f"losses.left_{fact.predicate}") for doer in doers)
            return


def among_the_dead(reading: Reading, token: int) -> Iterator[Fact]:
    """ "Among the dead was X", "X and Y were among the wounded": who is named among those to whom it happened."""
    tree, sets = reading.tree, reading.rules.structure.sets
    link = tree.head[token]
    words = {tree.lower[token], tree.lemma[token]}
    kind = "killed" if words & sets["the_dead"] else "wounded" if words & sets["the_wounded"] else None
    verb = tree.head[link]
    if kind is None or tree.lower[link] != "among" or tree.dep[token] != "pobj" or tree.lemma[verb] != "be":
        return
    for word in [c for t in tree.under(verb, "nsubj", "attr") for c in conjuncts(tree, t)]:
        found = find_argument(tree, reading.index, reading.rules.structure, word, frozenset({"PERSON", "GROUP"}))
        if found is not None:
            yield Fact(kind, None, found[0], verb, f"losses.among_the_{kind}", (token, link, verb, *found[1]))


def injured_with(reading: Reading, token: int) -> Iterator[Fact]:
    """ "was admitted with burns", "a soldier with a leg wound": an injury behind "with" wounds whom it is said of."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    if tree.lemma[token] not in rules.structure.sets["injury_nouns"] or tree.dep[token] not in ("pobj", "conj"):
        return
    link = tree.head[token] if tree.dep[token] == "pobj" else tree.head[tree.head[token]]
    if tree.lower[link] != "with":
        return
    host = tree.head[link]
    slots = verb_slots(tree, host, transitive=True) if tree.is_verb(host) else None
    people = [host] if slots is None else slots.get("patient") if slots.passive else []
    for person in people:
        found = find_argument(tree, index, rules.structure, person, frozenset({"PERSON", "GROUP"}))
        if found is not None:
            yield Fact("wounded", None, found[0], host, "losses.injured_with", (host, token, *found[1]))
