"""Who did it, where no slot of the word says so: the attack that harmed, the clause that tells how, who launched what
strikes, and who acted together with the one who is named."""

from pipeline.records import Mention
from pipeline.relate.arguments import is_state
from pipeline.relate.fillers import Found, fillers
from pipeline.relate.reading import Reading
from pipeline.relate.rules import FrameClass
from pipeline.relate.slots import Slots, noun_slots, verb_slots
from pipeline.relate.tree import Tree, antecedent, conjuncts, is_passive, objects_of, surface_subject
from pipeline.vocabulary import Predicate

_TOOLS = frozenset({"WEAPON", "PLATFORM"})
_ACTORS = frozenset({"UNIT", "GROUP", "PERSON", "ORG"})
_STRIKING = frozenset({"WEAPON"})  # whoever attacked meanwhile need not have done it
_OWN = frozenset({"its", "their", "our", "his", "her"})
_OUTCOMES = frozenset({"killed", "wounded", "destroyed", "captured"})
_NAMED_DOERS = frozenset({"by", "poss", "claimant", "compound", "agent"})
_HARMING = frozenset({"attacked", "killed", "wounded", "destroyed"})


def harmers(
    reading: Reading, frame: FrameClass, predicate: Predicate, slots: Slots, subjects: list[Found]
) -> list[Found]:
    """Who did the harm of a verb: its own subject, or who is said to have done what it came of."""
    tree, verb = reading.tree, slots.token
    if frame.predicate in _OUTCOMES and _is_result(tree, verb):
        return _doers_above(reading, frame, predicate, subjects, verb)
    aside = _deed_above(reading, verb) if frame.predicate in _OUTCOMES else None
    if aside is not None:
        return _doers_of(reading, frame, predicate, aside)
    if subjects:
        return subjects
    if frame.predicate in ("attacked", "allied_with"):
        if "self" in slots.found:
            return _harmers_in(reading, frame, predicate, slots) if frame.predicate == "attacked" else []
        return _attackers(reading, frame, predicate, slots)
    return _attackers(reading, frame, predicate, slots) or _doers_below(reading, frame, predicate, slots)


def _is_result(tree: Tree, verb: int) -> bool:
    """Whether a participle tells what came of a passive or of an accident ("was shot down, killing two")."""
    above = tree.head[verb]
    if tree.tag[verb] != "VBG" or tree.dep[verb] != "advcl" or tree.lower[verb - 1] != ",":
        return False
    return tree.lemma[above] in tree.sets["accidents"] or (tree.is_verb(above) and is_passive(tree, above))


def _doers_above(
    reading: Reading, frame: FrameClass, predicate: Predicate, subjects: list[Found], verb: int
) -> list[Found]:
    """Who did what came of a passive: its agent. An accident has none, except for the weapon that fell."""
    tree = reading.tree
    if tree.lemma[tree.head[verb]] in tree.sets["accidents"]:
        return [f for f in subjects if f[0].label != "PLATFORM"]
    agents = objects_of(tree, tree.under(tree.head[verb], "agent"))
    return fillers(reading, agents, frame.labels.get("subject", predicate.subject), set())


def _deed_above(reading: Reading, verb: int) -> int | None:
    """ "Jets bombed X as people gathered, killing ten": the attack, where the parser hung its outcome on the aside."""
    tree = reading.tree
    aside = tree.head[verb]
    deed = tree.head[aside]
    if tree.tag[verb] != "VBG" or tree.dep[verb] != "advcl" or tree.dep[aside] != "advcl" or not tree.is_verb(deed):
        return None
    is_timed = any(tree.lower[c] in ("as", "while", "when") for c in tree.under(aside, "mark", "advmod"))
    return deed if is_timed and _is_harm(reading, deed) and not _is_harm(reading, aside) else None


def _is_harm(reading: Reading, verb: int) -> bool:
    """Whether a verb attacks or harms."""
    triggers = reading.rules.verbs.get(reading.tree.lemma[verb], ())
    return any(t.frame_class.predicate in _HARMING for t in triggers)


def _doers_of(reading: Reading, frame: FrameClass, predicate: Predicate, deed: int) -> list[Found]:
    """The subject of an active deed, or the agent of a passive one."""
    agents = verb_slots(reading.tree, deed, transitive=False).get("agent")
    return fillers(reading, agents, frame.labels.get("subject", predicate.subject), set())


def _doers_below(reading: Reading, frame: FrameClass, predicate: Predicate, slots: Slots) -> list[Found]:
    """ "Was hurt when a shell landed beside X", "died when militants detonated a mine": who or what struck then."""
    tree, allowed = reading.tree, frame.labels.get("subject", predicate.subject)
    victims = {t for name in ("patient", "agent") for t in slots.get(name)}
    for clause in [c for verb in (slots.token, *_later_harm(reading, slots.token)) for c in tree.under(verb, "advcl")]:
        if not any(tree.lower[c] == "when" for c in tree.under(clause, "advmod", "mark")):
            continue
        for trigger in reading.rules.verbs.get(tree.lemma[clause], ()):
            own = trigger.frame_class
            if own.predicate not in _HARMING or any(w not in _words_of(tree, clause) for w in trigger.rest):
                continue
            doers = verb_slots(tree, clause, transitive=False).get("agent")
            is_set_off = tree.lemma[clause] in tree.sets["setting_off"] and tree.under(clause, "dobj")
            labels = allowed & (_ACTORS if is_set_off or _strikes_them(tree, clause) else _STRIKING)
            found = fillers(reading, [t for t in doers if t not in victims], labels, set())
            if found:
                return found
    return []


def _strikes_them(tree: Tree, clause: int) -> bool:
    """ "Were killed when militants ambushed their convoy": who attacks what is theirs kills them."""
    struck = [*tree.under(clause, "dobj"), *objects_of(tree, tree.under(clause, "prep"))]
    words = {tree.lower[t] for o in struck for t in (o, *tree.under(o, "poss"))}
    return bool(words & {"their", "his", "her", "them", "him"})


def _later_harm(reading: Reading, verb: int) -> list[int]:
    """ "One died and two were hurt when a shell landed": the last of several harms, whose clause tells of all."""
    later = reading.tree.under(verb, "conj")
    return [c for c in later[-1:] if _is_harm(reading, c) or reading.tree.under(c, "dobj")]


def _words_of(tree: Tree, verb: int) -> set[str]:
    return {tree.lower[c] for c in tree.children[verb]} | {tree.lemma[c] for c in tree.children[verb]}


def _attackers(reading: Reading, frame: FrameClass, predicate: Predicate, slots: Slots) -> list[Found]:
    """Who did the harm by an event that is said to have done it ("killed in an ambush by X", "X's strike killed")."""
    tree, rules = reading.tree, reading.rules
    allowed = frame.labels.get("subject", predicate.subject) - _TOOLS
    events = [t for name in ("agent", "in", "during") for t in slots.get(name)]
    for word in events or _shared_event(tree, slots) or _causes(tree, slots):
        event = antecedent(tree, word) if tree.tag[word] == "WDT" else word  # "an attack by X in which two died"
        if event is None:
            continue
        for trigger in rules.nouns.get(tree.lemma[event], ()):
            if trigger.frame_class.predicate != "attacked" or not _words_of(tree, event).issuperset(trigger.rest):
                continue
            own = noun_slots(tree, event, rules)
            for name in (n for n in dict(trigger.frame_class.frame)["subject"] if n in _NAMED_DOERS):
                found = fillers(reading, own.get(name), allowed, set())
                found = [f for f in found if f[0].label != "PLACE" or is_state(rules.structure, f[0])]
                if found:
                    return found
    return []


def _causes(tree: Tree, slots: Slots) -> list[int]:
    """ "Killed as a result of an attack by X", "due to shelling by X"."""
    results = [t for name in ("as", "in") for t in slots.get(name) if tree.lemma[t] in ("result", "consequence")]
    links = [c for t in results for c in tree.under(t, "prep") if tree.lower[c] == "of"]
    return [*objects_of(tree, links), *slots.get("from")]


def _shared_event(tree: Tree, slots: Slots) -> list[int]:
    """ "Seven were killed and four wounded in an attack by X": the attack behind the last passive is that of all."""
    if not slots.passive:
        return []
    later = [c for c in tree.under(slots.token, "conj") if tree.tag[c] in ("VBN", "VBD") and c > slots.token]
    later = [c for c in later if tree.under(c, "nsubj", "nsubjpass") and not tree.under(c, "dobj")]
    return objects_of(tree, [p for c in later for p in tree.under(c, "prep") if tree.lower[p] in ("in", "during")])


def _harmers_in(reading: Reading, frame: FrameClass, predicate: Predicate, slots: Slots) -> list[Found]:
    """ "Rebels killed three soldiers in an attack on X", "freed 17 hostages in a raid on X": who did that attacked X.

    Not where X is theirs ("killed ten rebels in an attack on its base"), or the attack was beaten off.
    """
    tree, verb, noun = reading.tree, slots.support, slots.token
    aims = [n for name in ("on", "against", "at") for n in slots.get(name)]
    if verb is None or not aims or not tree.is_verb(verb) or is_passive(tree, verb):
        return []
    is_within = tree.dep[noun] == "pobj" and tree.lower[tree.head[noun]] in ("in", "during")
    owned = [c for n in aims for c in tree.under(n, "poss") if tree.lower[c] in _OWN]
    failed = [c for c in tree.under(noun, "amod") if tree.lower[c] in tree.sets["foiled"]]
    if not is_within or owned or failed or not tree.under(verb, "dobj"):
        return []
    triggers = [t for t in reading.rules.verbs.get(tree.lemma[verb], ()) if not t.rest]
    if not any(t.frame_class.predicate in _OUTCOMES for t in triggers) and tree.lemma[verb] not in tree.sets["freeing"]:
        return []
    doers = [c for s in surface_subject(tree, verb) for c in conjuncts(tree, s)]
    return fillers(reading, doers, frame.labels.get("subject", predicate.subject) - _TOOLS, set())


def leavers(reading: Reading, verb: int, allowed: frozenset[str]) -> list[Mention]:
    """ "Rebels ambushed X, leaving six dead", "a raid by rebels left six dead": who did it; nobody for what has none."""
    tree = reading.tree
    subject = surface_subject(tree, verb)
    doers = fillers(reading, subject, allowed, set())
    if not doers:
        events = Slots(verb, {"agent": subject})
        kill = next(t.frame_class for t in reading.rules.verbs["kill"] if not t.rest)
        doers = _attackers(reading, kill, reading.rules.vocabulary.predicates["killed"], events)
    return [found[0] for found in doers]


def launcher(reading: Reading, tool: Mention) -> Mention | None:
    """Who launched the weapon that acts ("X launched drones targeting Y", "mines laid by X killed two")."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    if tool.label not in ("PLATFORM", "WEAPON"):
        return None
    at = index.head_of[tool.mention_id]
    sent = rules.structure.sets["launching"] | rules.structure.sets["placing"]
    for verb in [c for c in tree.under(at, "acl") if tree.lemma[c] in sent]:
        actors = rules.vocabulary.predicates["attacked"].subject - {"WEAPON"}
        found = fillers(reading, objects_of(tree, tree.under(verb, "agent")), actors, set())
        if found:
            return found[0][0]
    for _ in range(4):
        parent = tree.head[at]
        if tree.dep[at] == "dobj" and tree.lemma[parent] in rules.structure.sets["launching"]:
            actors = rules.vocabulary.predicates["attacked"].subject - {"PLATFORM", "WEAPON"}
            found = fillers(reading, surface_subject(tree, parent), actors, set())
            return found[0][0] if found else None
        if tree.dep[at] not in ("pobj", "prep", "conj") or tree.is_verb(parent):
            return None
        at = parent
    return None
