"""Numbers of people lost: "lost 300 men", "more than 1,000 soldiers were killed or wounded", "put losses at over 60
dead"."""

from collections.abc import Iterator

from pipeline.records import Mention
from pipeline.relate.arguments import MentionIndex, find_argument
from pipeline.relate.facts import Fact
from pipeline.relate.reading import Reading
from pipeline.relate.rules import Rules
from pipeline.relate.slots import verb_slots
from pipeline.relate.tree import Tree, conjuncts, is_passive, objects_of

_SIDES = frozenset({"GROUP", "UNIT", "PLACE"})
_QUANTITY = frozenset({"QUANTITY"})


def find_losses(reading: Reading, token: int) -> Iterator[Fact]:
    """Losses that the verb at `token` states of a side, as a number."""
    tree, rules = reading.tree, reading.rules
    yield from dead_or_wounded(reading, token)
    yield from loss_amounts(reading, token)
    yield from injured_with(reading, token)
    if not tree.is_verb(token):
        return
    if tree.lemma[token] in ("lose", "suffer"):
        yield from _lost(reading, token)
    elif loss_kind(rules, tree, token) in ("killed", "wounded"):
        yield from _toll(reading, token)
    elif loss_kind(rules, tree, token) is None:
        yield from _missing(reading, token)


def loss_kind(rules: Rules, tree: Tree, token: int) -> str | None:
    """The kind of losses a word means."""
    words = (tree.lemma[token], tree.lower[token])
    for name, kind in (
        ("death_words", "killed"),
        ("wound_words", "wounded"),
        ("missing_words", "missing"),
        ("captive_words", "captured"),
    ):
        if any(word in rules.structure.sets[name] for word in words):
            return kind
    return None


def number_of(index: MentionIndex, mention: Mention) -> Mention | None:
    """The QUANTITY at the head of a counted group's span ("more than 1,000 North Korean soldiers")."""
    first, last = index.tokens[mention.mention_id]
    for token in range(first, min(last, first + 12)):
        quantity = index.starting_at(token, _QUANTITY)
        if quantity is not None and quantity.end <= mention.end:
            return quantity
    return None


def _lost(reading: Reading, verb: int) -> Iterator[Fact]:
    tree, index, rules = reading.tree, reading.index, reading.rules
    slots = verb_slots(tree, verb, transitive=False)
    sides = [f for t in slots.get("agent") if (f := find_argument(tree, index, rules.structure, t, _SIDES)) is not None]
    for token in slots.get("patient"):
        group = index.headed_by(token, frozenset({"GROUP"}))
        quantity = number_of(index, group) if group is not None else index.headed_by(token, _QUANTITY)
        if quantity is None:
            for number in tree.under(token, "nummod"):
                quantity = quantity or index.headed_by(number, _QUANTITY)
        people = (
            group is not None
            or tree.lemma[token] in rules.structure.sets["people_words"]
            or loss_kind(rules, tree, token) is not None
        )
        if quantity is None or not people:
            continue
        words = [token, *tree.under(token, "acl", "amod", "conj"), *tree.under(verb, "oprd", "xcomp", "acomp", "acl")]
        kinds = {k for w in words if (k := loss_kind(rules, tree, w)) is not None}
        kind = _join(kinds) or "killed"
        for side, path in sides:
            yield Fact("has_losses", side, quantity, verb, "losses.lost", (verb, token, *path), kind=kind)
        if group is not None and kind in ("killed", "killed_or_wounded") and tree.lemma[verb] == "lose":
            yield Fact("killed", None, group, verb, "losses.lost_people", (verb, token))


def _missing(reading: Reading, verb: int) -> Iterator[Fact]:
    """ "six of its soldiers are (listed as) missing"."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    words = [
        *tree.under(verb, "acomp", "oprd", "attr"),
        *(c for p in tree.under(verb, "prep") if tree.lower[p] == "as" for c in tree.children[p]),
    ]
    if not any(tree.lower[w] == "missing" for w in words):
        return
    slots = verb_slots(tree, verb, transitive=False)
    for token in slots.get("patient") or slots.get("agent"):
        found = find_argument(tree, index, rules.structure, token, frozenset({"GROUP"}))
        quantity = number_of(index, found[0]) if found is not None else None
        if found is not None and quantity is not None:
            side = _owner_of(tree, index, found[0]) or found[0]
            yield Fact("has_losses", side, quantity, verb, "losses.missing", (verb, token), kind="missing")


def _join(kinds: set[str]) -> str | None:
    if {"killed", "wounded"} <= kinds:
        return "killed_or_wounded"
    return next((k for k in ("killed", "wounded", "missing", "captured") if k in kinds), None)


def _toll(reading: Reading, verb: int) -> Iterator[Fact]:
    """A counted group of one side that was killed or wounded: its number is that side's loss."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    if tree.dep[verb] == "amod":
        return
    slots = verb_slots(tree, verb, transitive=tree.lemma[verb] != "die")
    patients = slots.get("agent") if tree.lemma[verb] in ("die", "perish") else slots.get("patient")
    linked = list(tree.under(verb, "conj")) + ([tree.head[verb]] if tree.dep[verb] == "conj" else [])
    kinds = {k for w in [verb, *linked] if (k := loss_kind(rules, tree, w)) in ("killed", "wounded")}
    joined = any(tree.lower[c] == "or" for h in [verb, *linked] for c in tree.under(h, "cc"))
    for token in patients:
        found = find_argument(tree, index, rules.structure, token, frozenset({"GROUP"}))
        quantity = number_of(index, found[0]) if found is not None else None
        if found is None or quantity is None or not _is_side(index, found[0]):
            continue
        side = _owner_of(tree, index, found[0]) or found[0]
        both = len(kinds) == 2 and (joined or is_passive(tree, verb))
        kind = "killed_or_wounded" if both else loss_kind(rules, tree, verb)
        yield Fact("has_losses", side, quantity, verb, "losses.toll", (verb, token), hosts=(token,), kind=kind)


def _owner_of(tree: Tree, index: MentionIndex, group: Mention) -> Mention | None:
    """The unit whose people a counted group is ("six of its soldiers")."""
    first, last = index.tokens[group.mention_id]
    for token in range(first, last):
        unit = index.headed_by(token, frozenset({"UNIT"})) if tree.dep[token] == "poss" else None
        if unit is not None and (unit.kind != "pronoun" or unit.referent is not None):
            return unit
    return None


def _is_side(index: MentionIndex, group: Mention) -> bool:
    """Whether a counted group is one of a side's own people: it says whose they are (a nationality, a unit)."""
    first, last = index.tokens[group.mention_id]
    labels = {m.label for t in range(first, last) for m in index.headed.get(t, ()) if m.mention_id != group.mention_id}
    return bool(labels & {"NATIONALITY", "UNIT", "ORG", "PLACE"})


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
    for token in [
        *words,
        *(
            b
            for b in behind
            if tree.dep[b] in ("acl", "amod", "advmod", "dep", "acomp", "ROOT") and tree.tag[b] in ("JJ", "VBN", "VBD")
        ),
    ]:
        kind = loss_kind(rules, tree, token)
        if kind in ("killed", "wounded") and tree.lower[token] in (
            "dead",
            "killed",
            "wounded",
            "injured",
            "slain",
            "fatalities",
            "neutralised",
            "neutralized",
        ):
            if token in behind and tree.is_verb(token) and tree.lower[token] != "dead":
                continue
            yield Fact(kind, None, mention, head, f"losses.counted_{kind}", (head, token), is_event=token in behind)
            return


def dead_or_wounded(reading: Reading, token: int) -> Iterator[Fact]:
    """ "three are dead", "found wounded": an adjective said of people by a copula."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    kind = {"dead": "killed", "wounded": "wounded", "injured": "wounded"}.get(tree.lower[token])
    if (
        kind is None
        or tree.dep[token] not in ("acomp", "oprd", "attr")
        or tree.lemma[tree.head[token]] not in ("be", "lie", "leave", "find")
    ):
        return
    verb = tree.head[token]
    slots = verb_slots(tree, verb, transitive=False)
    for subject in slots.get("patient" if slots.passive else "agent"):
        found = find_argument(tree, index, rules.structure, subject, frozenset({"PERSON", "GROUP"}))
        if found is not None:
            yield Fact(kind, None, found[0], verb, f"losses.copula_{kind}", (verb, token, *found[1]))


def loss_amounts(reading: Reading, token: int) -> Iterator[Fact]:
    """Each number of "put X's losses at over 60 dead and 14 captured", "losses amounted to 31 killed", with its
    kind."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    verb = tree.head[token]
    if tree.lemma[token] not in rules.structure.sets["loss_nouns"] or tree.pos[token] != "NOUN":
        return
    if not tree.is_verb(verb) or tree.dep[token] not in ("dobj", "nsubj", "nsubjpass"):
        return
    sides = _owners_of_losses(reading, token)
    reports = tree.lemma[verb] in rules.reporting.verbs
    for amount in _amounts(tree, verb, token) if sides else ():
        group = index.headed_by(amount, frozenset({"GROUP"}))
        quantity = _number_at(tree, index, amount, group)
        if quantity is None:
            continue
        matched = (verb, token, amount)
        end = index.tokens[quantity.mention_id][1]
        kinds = [loss_kind(rules, tree, t) for t in range(end, min(end + 4, len(tree.words)))]
        kind = next((k for k in kinds if k is not None), None)
        lost = kind or "killed_or_wounded"
        for side in sides:
            yield Fact("has_losses", side, quantity, verb, "losses.amount", matched, kind=lost, anchor_reports=reports)
        if group is not None and kind in ("killed", "wounded"):
            yield Fact(kind, None, group, verb, "losses.amount_people", matched, anchor_reports=reports)


def _owners_of_losses(reading: Reading, noun: int) -> list[Mention]:
    """Whose losses: an owner, a noun before, or what stands behind "of" or "among"."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    links = [c for c in tree.under(noun, "prep") if tree.lower[c] in ("of", "among", "for")]
    owners = [*tree.under(noun, "poss", "compound", "nmod"), *objects_of(tree, links)]
    found = [find_argument(tree, index, rules.structure, owner, _SIDES - {"PLACE"}) for owner in owners]
    return [f[0] for f in found if f is not None]


def _amounts(tree: Tree, verb: int, noun: int) -> list[int]:
    """The words that say how many: behind "at", "to" or "of", or the verb's complement."""
    links = [c for h in (verb, noun) for c in tree.under(h, "prep") if tree.lower[c] in ("at", "to", "of") and c > noun]
    complements = [c for o in tree.under(verb, "attr", "dobj") if o != noun for c in conjuncts(tree, o)]
    return [*objects_of(tree, links), *complements]


def _number_at(tree: Tree, index: MentionIndex, amount: int, group: Mention | None) -> Mention | None:
    """The QUANTITY at a word, below it, or at the head of a counted group."""
    for token in (amount, *tree.under(amount, "nummod", "amod", "nsubj")):
        quantity = index.headed_by(token, _QUANTITY) or _covering_number(index, token)
        if quantity is not None:
            return quantity
    return number_of(index, group) if group is not None else None


def _covering_number(index: MentionIndex, token: int) -> Mention | None:
    return next((m for m in index.covering.get(token, ()) if m.label == "QUANTITY"), None)


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
