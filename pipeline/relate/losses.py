"""Numbers of people lost: "lost 300 men", "more than 1,000 soldiers were killed or wounded", "put losses at over 60
dead"."""

from collections.abc import Iterator

from pipeline.records import Mention
from pipeline.relate.arguments import MentionIndex, find_argument
from pipeline.relate.casualties import among_the_dead, dead_or_wounded, injured_with
from pipeline.relate.facts import Fact
from pipeline.relate.reading import Reading
from pipeline.relate.slots import Slots, verb_slots
from pipeline.relate.tolls import (
    QUANTITY,
    SIDES,
    Count,
    is_side,
    join_kinds,
    loss_kind,
    number_of,
    owner_of,
    owners_of_losses,
    spelled_counts,
)
from pipeline.relate.tree import Tree, conjuncts, is_passive, objects_of

_MIN_TOLL = 100  # people of a side, said without whose they are


def find_losses(reading: Reading, token: int) -> Iterator[Fact]:
    """Losses that the verb at `token` states of a side, as a number."""
    tree, rules = reading.tree, reading.rules
    yield from dead_or_wounded(reading, token)
    yield from loss_amounts(reading, token)
    yield from injured_with(reading, token)
    yield from among_the_dead(reading, token)
    if not tree.is_verb(token):
        return
    if tree.lemma[token] in rules.structure.sets["losing"]:
        yield from _lost(reading, token)
    elif loss_kind(rules, tree, token) in ("killed", "wounded"):
        yield from _toll(reading, token)
    elif loss_kind(rules, tree, token) in (None, "missing"):
        yield from _missing(reading, token)


def _lost(reading: Reading, verb: int) -> Iterator[Fact]:
    """ "lost 300 men", "suffered 40 killed and 120 wounded": numbers behind a verb of losing, its subject the side."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    slots = verb_slots(tree, verb, transitive=False)
    losers = _those_it_cost(reading, slots) if tree.lemma[verb] == "cost" else slots.get("agent")
    sides = [f for t in losers if (f := find_argument(tree, index, rules.structure, t, SIDES)) is not None]
    said: set[str] = set()
    for count in () if _takes_other(reading, verb) else spelled_counts(reading, verb + 1, _clause_end(reading, verb)):
        if count.kind == "captured" and tree.lemma[verb] == "take":
            continue  # "took 40 prisoners": no loss of those who took them
        said.add(count.quantity.mention_id)
        for side, path in sides:
            matched = (verb, count.token, *path)
            yield Fact("has_losses", side, count.quantity, verb, "losses.spelled", matched, kind=count.kind)
        if count.group is not None and count.kind in ("killed", "wounded") and not _says_itself(tree, index, count):
            yield Fact(count.kind, None, count.group, verb, "losses.spelled_people", (verb, count.token))
    if tree.lemma[verb] in rules.structure.sets["losing_people"]:
        yield from _lost_people(reading, slots, sides, said)


def _takes_other(reading: Reading, verb: int) -> bool:
    """ "Took no part, but flew out eleven wounded", "took in 57 wounded": what is taken are no losses."""
    tree = reading.tree
    if tree.lemma[verb] != "take":
        return False
    losses = reading.rules.structure.sets["loss_nouns"]
    objects = tree.under(verb, "dobj")
    counts = any(tree.lemma[t] in losses or reading.index.headed_by(t, QUANTITY | {"GROUP"}) for t in objects)
    return not counts or bool(tree.under(verb, "prt"))


def _lost_people(
    reading: Reading, slots: Slots, sides: list[tuple[Mention, list[int]]], said: set[str]
) -> Iterator[Fact]:
    """People as the object of a verb of losing: "lost 20 men", "lost a brother"."""
    tree, index, rules, verb = reading.tree, reading.index, reading.rules, slots.token
    for token in slots.get("patient"):
        group = index.headed_by(token, frozenset({"GROUP"}))
        quantity = _counted_at(tree, index, token, group)
        kin = index.headed_by(token, frozenset({"PERSON", "GROUP"}))
        if kin is not None and tree.lemma[token] in rules.structure.sets["kin"] and tree.lemma[verb] == "lose":
            yield Fact("killed", None, kin, verb, "losses.lost_kin", (verb, token))
            continue
        if tree.lemma[token] in rules.structure.sets["staff"]:
            continue
        people = group is not None or tree.lemma[token] in rules.structure.sets["people_words"]
        if quantity is None or not people or quantity.mention_id in said:
            continue
        words = [token, *tree.under(token, "acl", "amod", "conj"), *tree.under(verb, "oprd", "xcomp", "acomp", "acl")]
        kind = join_kinds({k for w in words if (k := loss_kind(rules, tree, w)) is not None}) or "killed"
        for side, path in sides:
            yield Fact("has_losses", side, quantity, verb, "losses.lost", (verb, token, *path), kind=kind)
        if group is not None and not sides and kind in ("killed", "killed_or_wounded") and tree.lemma[verb] != "suffer":
            yield Fact("killed", None, group, verb, "losses.lost_people", (verb, token))


def _those_it_cost(reading: Reading, slots: Slots) -> list[int]:
    """ "cost the brigade eighty men": who stands between the verb and the number, however the parser joined them."""
    index = reading.index
    found = slots.get("dative")
    for token in slots.get("patient") if not found else ():
        group = index.headed_by(token, frozenset({"GROUP"}))
        first = index.tokens[group.mention_id][0] if group is not None else 0
        found = [
            index.head_of[m.mention_id]
            for m in index.mentions
            if m.label in SIDES and index.tokens[m.mention_id][1] == first
        ]
    return found


def _counted_at(tree: Tree, index: MentionIndex, token: int, group: Mention | None) -> Mention | None:
    """The number of a word: that of the group it heads, its own, or one before it."""
    if group is not None:
        return number_of(index, group)
    own = index.headed_by(token, QUANTITY)
    numbers = [m for t in tree.under(token, "nummod") if (m := index.headed_by(t, QUANTITY)) is not None]
    return own or next(iter(numbers), None)


def _says_itself(tree: Tree, index: MentionIndex, count: Count) -> bool:
    """Whether the group's own words say what befell it ("120 wounded"): `counted_casualties` says so already."""
    return count.group is not None and count.token < index.tokens[count.group.mention_id][1]


def _clause_end(reading: Reading, verb: int) -> int:
    """The end of what a verb says: its sentence's end, or the next finite verb with a subject of its own."""
    tree = reading.tree
    _, last = tree.sentences[tree.sentence[verb]]
    for token in range(verb + 1, last):
        if tree.is_verb(token) and tree.under(token, "nsubj", "aux") and loss_kind(reading.rules, tree, token) is None:
            return min([*tree.under(token, "nsubj", "nsubjpass"), token])
        if tree.lower[token] in (";", "while", "whereas"):
            return token
    return last


def _missing(reading: Reading, verb: int) -> Iterator[Fact]:
    """ "six of its soldiers are (listed as) missing"."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    words = [
        *tree.under(verb, "acomp", "oprd", "attr"),
        *(c for p in tree.under(verb, "prep") if tree.lower[p] == "as" for c in tree.children[p]),
    ]
    progressive = tree.lower[verb] == "missing" and tree.under(verb, "aux") and not tree.under(verb, "dobj")
    if not progressive and not any(tree.lower[w] == "missing" for w in words):
        return
    slots = verb_slots(tree, verb, transitive=False)
    for token in slots.get("patient") or slots.get("agent"):
        found = find_argument(tree, index, rules.structure, token, frozenset({"GROUP"}))
        quantity = number_of(index, found[0]) if found is not None else None
        if found is not None and quantity is not None:
            is_part = found[0].text in quantity.text or " of " in found[0].text  # "six of its soldiers": whose they are
            side = owner_of(reading, found[0]) or (None if is_part else found[0])
            if side is not None:
                yield Fact("has_losses", side, quantity, verb, "losses.missing", (verb, token), kind="missing")


def _toll(reading: Reading, verb: int) -> Iterator[Fact]:
    """A counted group of one side that was killed or wounded: its number is that side's loss."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    if tree.dep[verb] == "amod":
        return
    slots = verb_slots(tree, verb, transitive=tree.lemma[verb] != "die")
    patients = slots.get("agent") if tree.lemma[verb] in tree.sets["dying"] else slots.get("patient")
    linked = list(tree.under(verb, "conj")) + ([tree.head[verb]] if tree.dep[verb] == "conj" else [])
    linked = [w for w in linked if not (index.headed_by(w - 1, QUANTITY) or _covering_number(index, w - 1))]
    kinds = {k for w in [verb, *linked] if (k := loss_kind(rules, tree, w)) in ("killed", "wounded")}
    joined = any(tree.lower[c] == "or" for h in [verb, *linked] for c in tree.under(h, "cc"))
    for token in patients:
        found = find_argument(tree, index, rules.structure, token, frozenset({"GROUP"}))
        quantity = number_of(index, found[0]) if found is not None else None
        owner = owner_of(reading, found[0]) if found is not None and tree.dep[verb] != "acl" else None
        if found is None or quantity is None or (owner is None and not is_side(index, found[0])):
            continue
        side = owner or found[0]
        both = len(kinds) == 2 and (joined or is_passive(tree, verb))
        if owner is None and not both and not _is_toll(reading, quantity):
            continue  # "killed three rebels" counts those, it is no toll of a side
        kind = "killed_or_wounded" if both else loss_kind(rules, tree, verb)
        yield Fact("has_losses", side, quantity, verb, "losses.toll", (verb, token), hosts=(token,), kind=kind)
        for more in spelled_counts(reading, verb + 1, _clause_end(reading, verb)) if owner is not None else ():
            if tree.lower[index.tokens[more.quantity.mention_id][0] - 1] in ("and", ","):
                yield Fact("has_losses", side, more.quantity, verb, "losses.toll", (verb, more.token), kind=more.kind)


def _is_toll(reading: Reading, quantity: Mention) -> bool:
    """Whether a number is large enough to be the losses of a side rather than the people of one event."""
    bound = quantity.value_low if quantity.value_low is not None else quantity.value_high
    return bound is not None and bound >= _MIN_TOLL


def loss_amounts(reading: Reading, token: int) -> Iterator[Fact]:
    """Each number of "put X's losses at over 60 dead and 14 captured", "sustained losses of 31 killed", with its
    kind; machines that are counted among the losses are destroyed."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    verb = tree.head[token]
    if tree.lemma[token] not in rules.structure.sets["loss_nouns"] or tree.pos[token] != "NOUN":
        return
    if not tree.is_verb(verb) or tree.dep[token] not in ("dobj", "nsubj", "nsubjpass"):
        return
    losing = tree.lemma[verb] in rules.structure.sets["losing"] and tree.dep[token] == "dobj"
    sides = owners_of_losses(reading, token) or (_losers(reading, verb) if losing else [])
    reports = tree.lemma[verb] in rules.reporting.verbs
    spelled = {
        c.quantity.mention_id: c for c in spelled_counts(reading, token + 1, _clause_end(reading, max(token, verb)))
    }
    for count in spelled.values():
        for side in sides:
            matched = (verb, token, count.token)
            yield Fact(
                "has_losses",
                side,
                count.quantity,
                verb,
                "losses.amount",
                matched,
                kind=count.kind,
                anchor_reports=reports,
            )
        if count.group is not None and count.kind in ("killed", "wounded", "captured"):
            yield Fact(
                count.kind, None, count.group, verb, "losses.amount_people", (verb, token, count.token),
                anchor_reports=reports,
            )  # fmt: skip
    for amount in _amounts(tree, verb, token):
        machine = index.headed_by(amount, frozenset({"PLATFORM", "WEAPON"}))
        if machine is not None:
            yield Fact(
                "destroyed", None, machine, verb, "losses.machines", (verb, token, amount), anchor_reports=reports
            )
            continue
        quantity = _number_at(tree, index, amount, index.headed_by(amount, frozenset({"GROUP"})))
        if quantity is None or quantity.mention_id in spelled:
            continue
        for side in sides:
            matched = (verb, token, amount)
            yield Fact(
                "has_losses", side, quantity, verb, "losses.amount", matched, kind="killed_or_wounded",
                anchor_reports=reports,
            )  # fmt: skip


def _losers(reading: Reading, verb: int) -> list[Mention]:
    """The subject of "sustained losses of ..." and its like."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    agents = verb_slots(tree, verb, transitive=False).get("agent")
    return [f[0] for t in agents if (f := find_argument(tree, index, rules.structure, t, SIDES)) is not None]


def _amounts(tree: Tree, verb: int, noun: int) -> list[int]:
    """The words that say how many: behind "at", "to" or "of", or the verb's complement."""
    links = [c for h in (verb, noun) for c in tree.under(h, "prep") if tree.lower[c] in ("at", "to", "of") and c > noun]
    complements = [c for o in tree.under(verb, "attr", "dobj") if o != noun for c in conjuncts(tree, o)]
    found = [*objects_of(tree, links), *complements]
    listed = [
        c for t in found for a in tree.under(t, "appos") for c in conjuncts(tree, a)
    ]  # "60 men, one tank and a gun"
    return [*found, *listed]


def _number_at(tree: Tree, index: MentionIndex, amount: int, group: Mention | None) -> Mention | None:
    """The QUANTITY at a word, below it, or at the head of a counted group."""
    for token in (amount, *tree.under(amount, "nummod", "amod", "nsubj")):
        quantity = index.headed_by(token, QUANTITY) or _covering_number(index, token)
        if quantity is not None:
            return quantity
    return number_of(index, group) if group is not None else None


def _covering_number(index: MentionIndex, token: int) -> Mention | None:
    return next((m for m in index.covering.get(token, ()) if m.label == "QUANTITY"), None)
