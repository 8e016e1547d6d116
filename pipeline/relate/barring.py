"""What keeps a verb or noun class from applying: company that changes its sense, agents that cannot do it, objects that
cannot suffer it; and whether its subjects do it to each other."""

from collections.abc import Sequence

from pipeline.relate.arguments import find_argument
from pipeline.relate.reading import Reading
from pipeline.relate.rules import FrameClass
from pipeline.relate.slots import Slots
from pipeline.relate.tree import Tree, antecedent, objects_of

_DOERS = frozenset({"UNIT", "GROUP", "PERSON", "ORG", "PLACE", "PLATFORM", "WEAPON"})
_MAX_UP = 5  # links from an event to the work that tells of it
_ABOUT = frozenset({"over", "for", "from", "by", "about", "in", "with", "regarding", "as"})
_MUTUAL = frozenset({"attacked"})  # predicates with a direction that "each other" says both ways
_YEARS = "years"
_OLD, _OLDEST = 60, 110  # years at which a death needs no violence
_EACH_OTHER = frozenset({"other", "another"})  # "fought each other"


def is_barred(reading: Reading, frame: FrameClass, slots: Slots) -> bool:
    """Whether what hangs from the word rules the class out (`bare`, `unless`)."""
    tree = reading.tree
    if frame.bare and tree.under(slots.token, "attr", "acomp", "ccomp", "dobj", "xcomp"):
        return True
    if any(tree.lower[t] in frame.barred_heads for t in slots.get("patient")):
        return True
    if frame.predicate == "attacked" and _is_quarrel(reading, slots):
        return True
    if not all(_can_fight(reading, t) for name in frame.hostile for t in slots.get(name)):
        return True
    if frame.violent and _is_natural_death(reading, slots):
        return True
    agents = slots.get("agent")
    if frame.predicate == "killed" and not frame.violent and agents and all(_is_natural(reading, t) for t in agents):
        return True  # "the flu killed 150 people"
    if frame.agents is not None and not _agents_fit(reading, frame, frame.agents, slots.get("agent")):
        return True
    sets = reading.rules.structure.sets
    if frame.behind is not None and not any(tree.lemma[n] in sets[frame.behind] for n in _behind(tree, slots)):
        return True
    is_bare_attack = frame.predicate == "attacked" and "self" not in slots.found and not slots.get("agent")
    if is_bare_attack and any(tree.lemma[n] in sets["body_parts"] for n in _behind(tree, slots)):
        return True  # "was shot in the leg" is an injury
    near = tree.children[slots.token]
    behind = [n for c in near if tree.dep[c] == "prep" for n in tree.under(c, "pobj")]
    return any(tree.lower[c] in frame.unless for c in (*near, *behind))


def _behind(tree: Tree, slots: Slots) -> list[int]:
    """The words behind "in" and "through" below a verb or its patient."""
    hosts = (slots.token, *slots.get("patient"))
    return objects_of(tree, [p for h in hosts for p in tree.under(h, "prep") if tree.lower[p] in ("in", "through")])


def _is_quarrel(reading: Reading, slots: Slots) -> bool:
    """ "Attacked the minister over the budget", "came under fire from the opposition": with words only."""
    tree, topics = reading.tree, reading.rules.structure.sets["quarrels"]
    links = [p for h in (slots.token, *slots.get("patient")) for p in tree.under(h, "prep", "agent")]
    behind = [n for p in links if tree.lower[p] in _ABOUT for n in objects_of(tree, [p])]
    return any(tree.lemma[n] in topics for n in (*behind, *slots.get("agent")))


def _can_fight(reading: Reading, token: int) -> bool:
    """Whether a word names a unit or people in arms."""
    tree, sets = reading.tree, reading.rules.structure.sets
    unit = find_argument(tree, reading.index, reading.rules.structure, token, frozenset({"UNIT"}))
    return unit is not None or tree.lemma[token] in sets["combatants"] | sets["foes"]


def _is_natural_death(reading: Reading, slots: Slots) -> bool:
    """ "Died of cancer", "in his sleep"; and a pensioner's "died on Sunday aged 81", where no violence is told."""
    tree, sets = reading.tree, reading.rules.structure.sets
    dead = slots.get("patient") or slots.get("agent") or slots.get("of") or slots.get("poss")
    dead = [*dead, *(a for d in dead if (a := antecedent(tree, d)) is not None)]
    own = {t for d in dead if tree.head[d] == slots.token for t in below(tree, d)}
    told = [t for t in below(tree, slots.token) if t not in own]
    aside = own | {t for d in dead for t in below(tree, d)} - set(told)
    if of_natural_causes(reading, told):
        return True
    if any(tree.lemma[t] in sets["violence"] or tree.lemma[t] in sets["deadly"] for t in told):
        return False
    return any(tree.lower[t] in sets["pensioned"] for t in aside) or any(_is_old_age(reading, t) for t in told)


def of_natural_causes(reading: Reading, told: Sequence[int]) -> bool:
    """Whether an illness, sleep or the like is told with a death, and no violence beside it ("died in a suicide attack").

    "Of cancer", "from a heart attack" says so whatever else is told.
    """
    tree, sets = reading.tree, reading.rules.structure.sets
    causes = [t for t in told if tree.lemma[t] in sets["natural_causes"] or tree.lower[t] in sets["natural_causes"]]
    failing = [
        tree.head[t] for t in told if tree.lower[t] in sets["organs"] and tree.lemma[tree.head[t]] in sets["ills"]
    ]
    said = [c for t in (*causes, *failing) for c in (t, tree.head[t]) if tree.dep[c] == "pobj"]
    if any(tree.lower[tree.head[c]] in ("of", "from") for c in said):
        return True
    harms = sets["deadly"] | sets["attackers"]
    is_violent = any(tree.pos[t] == "NOUN" and tree.lemma[t] in harms for t in told if t not in failing)
    return bool(causes or failing) and not is_violent


def _is_old_age(reading: Reading, token: int) -> bool:
    """ "Aged 81", "at the age of 81", "at 81"."""
    here = reading.index.headed.get(token, ())
    return any(
        m.label == "QUANTITY" and _OLD <= (m.value_low or 0) <= _OLDEST and m.value_unit in (None, _YEARS) for m in here
    )


def below(tree: Tree, token: int) -> list[int]:
    """A token and all that hangs from it."""
    found = [token]
    for at in found:
        found += tree.children[at]
    return found


def says_too_little(reading: Reading, frame: FrameClass, slots: Slots) -> bool:
    """Whether an attack without object says too little: its object is nothing that can be attacked ("the idea")."""
    tree, targets = reading.tree, reading.rules.structure.sets["targets"]
    words = [t for name in dict(frame.frame)["object"] if name != "undergone" for t in slots.get(name)]
    is_aside = slots.support is None or (tree.dep[slots.token] == "pobj")
    if "self" in slots.found and is_aside and not slots.get("claimant"):
        return True  # "US airstrikes", "the attack by rebels": who, but neither whom nor that it happened
    words = [t for t in words if slots.token in (tree.head[t], tree.head[tree.head[t]]) and not _is_time(reading, t)]
    return bool(words) and not any(tree.lemma[t] in targets for t in words)


def _is_time(reading: Reading, token: int) -> bool:
    here = (*reading.index.headed.get(token, ()), *reading.index.covering.get(token, ()))
    return any(m.label == "DATE" for m in here)


def _agents_fit(reading: Reading, frame: FrameClass, name: str, agents: list[int]) -> bool:
    """Whether no agent is a word that cannot do it: each is a mention, or one of the words of this set.

    A class that says of what labels its subject is wants an agent: "the blast claimed two soldiers", not "he claimed".
    """
    tree, words = reading.tree, reading.rules.structure.sets[name]
    if any(_is_natural(reading, t) for t in agents):
        return False
    labels = frame.labels.get("subject", _DOERS)
    if "subject" in frame.labels and not agents:
        return False
    return all(
        tree.lemma[t] in words
        or tree.lower[t] in words
        or tree.lower[t].removesuffix("s") in words
        or find_argument(tree, reading.index, reading.rules.structure, t, labels) is not None
        for t in agents
    )


def is_recalled(reading: Reading, noun: int) -> bool:
    """ "The anniversary of the siege", "a novel about the raid", "the poem describes a raid": told of, not reported."""
    tree, works = reading.tree, reading.rules.structure.sets["works"]
    at = noun
    for _ in range(_MAX_UP):
        dep, parent = tree.dep[at], tree.head[at]
        if parent == at or dep not in ("pobj", "prep", "dobj", "conj"):
            return False
        if tree.is_verb(parent):
            return dep != "conj" and any(tree.lemma[s] in works for s in tree.under(parent, "nsubj"))
        if tree.lemma[parent] in works:
            return True
        at = parent
    return False


def _is_natural(reading: Reading, token: int) -> bool:
    """ "A heat wave", "a tidal wave of": what strikes without anybody's doing."""
    tree, sets = reading.tree, reading.rules.structure.sets
    if tree.lemma[token] == "wave":
        return any(tree.lower[c] in sets["waves"] for c in tree.under(token, "compound", "amod"))
    return tree.lemma[token] in sets["natural"]


def is_mutual(tree: Tree, frame: FrameClass, slots: Slots, chain: list[int], *, may_join: bool) -> bool:
    """Whether the subjects do it to each other ("X and Y met", "X and Y fought each other").

    Without `may_join` only "each other" says so: who attack together, or "X and Y attacked", attack somebody else.
    """
    said = [slots.token] if slots.support is None else [slots.token, slots.support]
    near = [c for t in said for c in tree.children[t]]
    if any(tree.lower[c] in _EACH_OTHER and _may_hold(frame, "patient") for c in near):
        return frame.predicate in _MUTUAL or may_join
    links = [p for p in near if tree.dep[p] == "prep" and _may_hold(frame, tree.lower[p])]
    if any(tree.lower[c] in _EACH_OTHER for p in links for c in tree.children[p]):
        return frame.predicate in _MUTUAL or may_join
    if not may_join:
        return False
    if any(tree.lower[c] in tree.sets["together"] for c in near):
        return True
    objects = [c for c in tree.under(slots.token, "dobj") if c not in chain]
    own = bool(tree.under(said[-1], "nsubj")) or tree.dep[said[-1]] == "xcomp"  # "are to meet", "agreed to meet"
    return frame.mutual and own and not objects and not slots.passive


def _may_hold(frame: FrameClass, slot: str) -> bool:
    """Whether the object of a class may stand in this slot."""
    return slot in dict(frame.frame)["object"]
