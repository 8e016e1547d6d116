"""Events and states said by verbs and nouns: frame classes matched on the parse, slots filled with mentions."""

from collections.abc import Iterator, Sequence

from pipeline.records import Mention
from pipeline.relate.arguments import MentionIndex, is_state, lift
from pipeline.relate.barring import is_barred, is_mutual, is_recalled, says_too_little
from pipeline.relate.companions import alliances, companions
from pipeline.relate.doers import harmers, launcher
from pipeline.relate.facts import Fact
from pipeline.relate.fillers import Found, fillers
from pipeline.relate.measures import agent_tool, counted_number, goods_text, own_number, weapon_fired
from pipeline.relate.reading import Reading
from pipeline.relate.rules import FrameClass, Trigger
from pipeline.relate.slots import Slots, noun_slots, verb_slots
from pipeline.relate.tolls import number_of
from pipeline.relate.tree import Tree, is_passive, objects_of
from pipeline.vocabulary import Predicate

_ADJECTIVE_LINKS = frozenset({"amod"})
_HARMS = frozenset({"killed", "wounded", "destroyed", "captured"})
_ACTS = _HARMS | {"attacked"}
_PLACES, _BODIES = frozenset({"PLACE"}), frozenset({"UNIT", "ORG"})
_AIMED_AT = frozenset({"UNIT", "GROUP", "PERSON", "PLATFORM"})


def find_events(reading: Reading, token: int) -> Iterator[Fact]:
    """All facts that the word at `token` says as a verb or as an event noun."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    lemma = tree.lemma[token]
    gerund = _is_gerund_noun(tree, token) and tree.dep[token] in ("advcl", "ROOT", "dep")
    if tree.is_verb(token) and not gerund and not tree.under(token, "poss", "det"):  # "their own wounded"
        if inside_name(tree, index, token) or tree.dep[token] in ("aux", "auxpass") or ends_count(reading, token):
            return
        yield from _verb_facts(reading, token, rules.verbs.get(lemma, ()))
    if tree.pos[token] in ("NOUN", "PROPN") or (
        tree.tag[token] == "VBG" and (tree.dep[token] in ("pobj", "dobj", "nsubj") or _is_gerund_noun(tree, token))
    ):
        form = tree.lower[token]
        triggers = [*rules.nouns.get(lemma, ()), *(rules.nouns.get(form, ()) if form != lemma else ())]
        if triggers and not inside_name(tree, index, token) and not is_recalled(reading, token):
            yield from _noun_facts(reading, token, triggers)


def _is_gerund_noun(tree: Tree, token: int) -> bool:
    """ "Shelling of X: two hurt": a gerund that governs by "of" is a noun."""
    return tree.tag[token] == "VBG" and tree.lower[token + 1 : token + 2] == ["of"] and tree.head[token + 1] == token


def inside_name(tree: Tree, index: MentionIndex, token: int) -> bool:
    """Whether a word is part of a name: no claim is drawn from inside one."""
    here = [*index.headed.get(token, ()), *index.covering.get(token, ())]
    return any((m.kind == "name" and m.label != "NATIONALITY") or m.label == "DOCUMENT" for m in here)


def ends_count(reading: Reading, token: int) -> bool:
    """Whether a participle ends a counted span ("12 injured"): `casualties.counted_casualties` says it of these alone."""
    index = reading.index
    if reading.tree.lower[token] not in reading.rules.structure.sets["befallen"]:
        return False
    for mention in (*index.headed.get(token, ()), *index.covering.get(token, ())):
        end = index.tokens[mention.mention_id][1]
        rest = {reading.tree.lower[t] for t in range(token + 1, end)} - {"and", "or", "/", "&"}
        if mention.label in ("GROUP", "PERSON") and rest <= reading.rules.structure.sets["befallen"]:
            return index.starting_at(index.tokens[mention.mention_id][0], frozenset({"QUANTITY"})) is not None
    return False


def _verb_facts(reading: Reading, token: int, triggers: Sequence[Trigger]) -> Iterator[Fact]:
    tree, index = reading.tree, reading.index
    cached: dict[bool, Slots] = {}
    for trigger in triggers:
        chain = _match_rest(tree, token, trigger.rest)
        if chain is None or _governs_other(tree, trigger, chain):
            continue
        frame = trigger.frame_class
        slots = cached.get(frame.transitive)
        if slots is None:
            slots = cached[frame.transitive] = verb_slots(tree, token, transitive=frame.transitive)
        if frame.transitive and _aims(reading, slots):
            continue
        if tree.dep[token] == "amod":
            slots = _adjective_slots(tree, token)
        elif chain[1:]:
            slots = _with_chain(tree, slots, chain)
        gapped = _gapped(tree, index, slots) if slots.passive else None
        for part in gapped or (slots,):
            yield from _fill(reading, frame, part, chain)


def _governs_other(tree: Tree, trigger: Trigger, chain: list[int]) -> bool:
    """Whether the last word of a trigger is a preposition with an object of its own, where the trigger wants the verb's:
    "took Kigali on 4 July" is no "take on Kigali"."""
    last = chain[-1]
    slots = dict(trigger.frame_class.frame)["object"]
    wants_own = "patient" in slots and tree.lower[last] not in slots
    return bool(chain[1:]) and wants_own and tree.dep[last] == "prep" and bool(tree.under(last, "pobj"))


def _aims(reading: Reading, slots: Slots) -> bool:
    """ "Soldiers shot at the patrol": no clipped passive, whatever lacks an object."""
    tree = reading.tree
    if not slots.passive or is_passive(tree, slots.token):
        return False
    aimed_at = objects_of(tree, [c for c in tree.under(slots.token, "prep") if tree.lower[c] in ("at", "on")])
    return any(reading.index.headed_by(t, _AIMED_AT) is not None for t in aimed_at)


def _gapped(tree: Tree, index: MentionIndex, slots: Slots) -> tuple[Slots, Slots] | None:
    """ "one was captured by X and the other by Y": two passives that share a verb, each with its own patient and
    agent."""
    by = [c for c in tree.under(slots.token, "agent", "prep") if tree.lower[c] == "by"]
    if len(by) != 2:
        return None
    before = by[1] - 1
    people = [m for m in index.headed.get(before, ()) if m.label in ("PERSON", "GROUP", "UNIT")]
    if not people or tree.lower[index.tokens[people[0].mention_id][0] - 1] not in ("the", "and", "a", "another", ","):
        return None
    first = {**slots.found, "agent": [t for t in objects_of(tree, [by[0]]) if t != before]}
    second = {**slots.found, "agent": objects_of(tree, [by[1]]), "patient": [before]}
    return Slots(slots.token, first, True), Slots(slots.token, second, True)


def _adjective_slots(tree: Tree, token: int) -> Slots:
    """ "captured soldiers", "Russian-held X": the noun is the patient, a noun compounded before it the agent."""
    found = {"patient": [tree.head[token]], "agent": tree.under(token, "npadvmod", "compound", "nmod", "nsubj")}
    if tree.tag[token] == "VBG":
        found = {"agent": [tree.head[token]]}
    return Slots(token, found, passive=True)


def _with_chain(tree: Tree, slots: Slots, chain: list[int]) -> Slots:
    """Slots of a verb with a fixed phrase ("seize control of X"): the phrase is no argument, its prepositions are."""
    found = {name: [t for t in tokens if t not in chain] for name, tokens in slots.found.items()}
    for link in chain[1:]:
        for prep in tree.under(link, "prep"):
            if prep not in chain:
                nouns = [c for c in tree.under(prep, "pobj") if c not in chain]
                found.setdefault(tree.lower[prep], []).extend(nouns)
    return Slots(slots.token, found, slots.passive, slots.support)


def _noun_facts(reading: Reading, token: int, triggers: Sequence[Trigger]) -> Iterator[Fact]:
    tree, rules = reading.tree, reading.rules
    slots = noun_slots(tree, token, rules)
    for trigger in triggers:
        chain = _match_rest(tree, token, trigger.rest)
        if chain is not None:
            yield from _fill(reading, trigger.frame_class, slots, chain)


def _match_rest(tree: Tree, token: int, rest: tuple[str, ...]) -> list[int] | None:
    """The tokens of a multi-word trigger, each hanging from the verb or from the word before; None when one is
    missing. A preposition in front of its verb ("On Friday he took ...") belongs to no trigger."""
    chain = [token]
    for word in rest:
        hosts = [chain[-1], token]
        found = (c for host in hosts for c in tree.children[host] if word in (tree.lemma[c], tree.lower[c]))
        step = next((c for c in found if c > token or tree.dep[c] not in ("prep", "prt")), None)
        if step is None:
            return None
        chain.append(step)
    return chain


def _fill(reading: Reading, frame: FrameClass, slots: Slots, chain: list[int]) -> Iterator[Fact]:
    """The facts of one class at one word: its frame filled with mentions, every allowed pair of them."""
    predicate = reading.rules.vocabulary.predicates[frame.predicate]
    if is_barred(reading, frame, slots):
        return
    roles = _fill_roles(reading, frame, predicate, slots)
    tool = agent_tool(reading, frame, slots) or weapon_fired(reading, frame, slots, roles)
    value = goods_text(reading, frame, slots)
    mutual = not roles["object"] and is_mutual(reading.tree, frame, slots, chain, may_join=predicate.symmetric)
    lacks = any(not roles[role] for role in frame.needs if not mutual) or (frame.strength and not roles["object"])
    if lacks or (frame.instrument is not None and tool is None) or (frame.needs_value and value is None):
        return
    if frame.lift:
        roles["subject"], tool = _lift_all(reading, frame, roles["subject"], tool)
    others = companions(reading, frame, slots, roles["subject"])
    yield from alliances(reading, frame, slots, roles["subject"], others)
    roles["subject"] += others
    hosts = tuple(slots.get("patient")) + tuple(slots.get("agent") if slots.passive else ())
    hosts += () if slots.support is None else (slots.support,)
    pairs = _pairs(roles["subject"] or roles["object"]) if frame.pairs or mutual else None
    if pairs is not None and not predicate.symmetric:
        pairs += [(b, a) for a, b in pairs]  # "X and Y fired at each other"
    for subject, obj in pairs or _combine(reading.tree, predicate, roles, slots.token):
        if not _is_allowed(predicate, subject, obj) or (obj is None and says_too_little(reading, frame, slots)):
            continue
        matched = {*chain, *(subject[1] if subject else ()), *(obj[1] if obj else ())}
        yield Fact(
            predicate=frame.predicate,
            subject=subject and subject[0],
            object=obj and obj[0],
            anchor=slots.token,
            rule_id=frame.rule_id,
            matched=tuple(sorted(matched)),
            hosts=hosts,
            instrument=None if subject is not None and tool == subject[0] else tool,
            value=value,
            kind=frame.kind,
            anchor_reports=frame.reports,
        )


def _fill_roles(reading: Reading, frame: FrameClass, predicate: Predicate, slots: Slots) -> dict[str, list[Found]]:
    """Subject and object, each from the first of its slots that holds a fitting mention; a word serves once."""
    used: set[int] = set()
    roles: dict[str, list[Found]] = {"subject": [], "object": []}
    for role, names in frame.frame:
        allowed = frame.labels.get(role, predicate.subject if role == "subject" else predicate.object)
        for name in names:
            if name == "quantity":
                found = own_number(reading, roles["subject"])
            elif role == "object" and frame.counted:
                found = counted_number(reading.index, slots.get(name))
            elif name == "undergone" and _has_target(reading, slots):
                found = []  # "killed in an attack on X": X was attacked
            else:
                found = fillers(reading, slots.get(name), allowed, used)
            if role == "object" and frame.predicate == "moved_to" and name in ("to", "into", "at"):
                found = _destinations(reading, slots.get(name)) or found
            if role == "object" and name in ("on", "against", "at", "of", "patient"):
                found = _without_address(reading, found)
            if role == "subject" and frame.predicate in _ACTS:
                found = [f for f in found if _may_act(reading, f[0])]
            if role == "object" and (frame.heads or frame.named or frame.definite):
                found = [f for f in found if _heads_fit(reading, frame, f)]
            if frame.states_only or frame.predicate == "fights_against":
                found = [f for f in found if _may_act(reading, f[0])]
            if found:
                roles[role] = found
                break
    if frame.predicate in _ACTS or (frame.predicate == "allied_with" and "self" not in slots.found):
        roles["subject"] = harmers(reading, frame, predicate, slots, roles["subject"])
    return roles


def _has_target(reading: Reading, slots: Slots) -> bool:
    """Whether an event noun names what it was aimed at."""
    aims = [t for name in ("on", "against", "upon") for t in slots.get(name)]
    allowed = reading.rules.vocabulary.predicates["attacked"].object
    return "self" in slots.found and bool(fillers(reading, aims, allowed, set()))


def _destinations(reading: Reading, words: list[int]) -> list[Found]:
    """ "Was sent to the academy in X": whoever goes to a body goes where its phrase puts it."""
    tree, index = reading.tree, reading.index
    found = []
    for word in words:
        body = index.headed_by(word, _BODIES)
        last = index.tokens[body.mention_id][1] if body is not None else len(tree.words)
        if last >= len(tree.words) or tree.lower[last] not in ("in", "at", "near") or tree.dep[last] != "prep":
            continue
        if tree.head[last] in range(index.tokens[body.mention_id][0], last) if body is not None else False:
            found += fillers(reading, objects_of(tree, [last])[:1], _PLACES, set())
    return found


def _without_address(reading: Reading, found: list[Found]) -> list[Found]:
    """ "A raid on Odu-Ama, Southern District, Delta State": without a conjunction the places behind the first hold it."""
    tree, index = reading.tree, reading.index
    if len(found) < 2 or found[0][0].label != "PLACE":
        return found
    first, last = index.tokens[found[0][0].mention_id][0], index.tokens[found[-1][0].mention_id][1]
    joined = any(tree.lower[t] in ("and", "or", "&", "nor") for t in range(first, last))
    return found if joined or any(tree.under(t, "cc") for f in found for t in f[1]) else found[:1]


def _may_act(reading: Reading, mention: Mention) -> bool:
    """Whether a mention may do harm: of places only a state, or a capital standing for one."""
    return mention.label != "PLACE" or mention.kind == "pronoun" or is_state(reading.rules.structure, mention)


def _heads_fit(reading: Reading, frame: FrameClass, found: Found) -> bool:
    """Whether the object is what the class asks for: a name, a known one, or headed by one of its words."""
    mention = found[0]
    if frame.named and mention.kind != "name":
        return False
    first, last = reading.index.tokens[mention.mention_id]
    if frame.definite and not _is_given(reading, first, last):
        return False
    words = {reading.tree.lemma[t] for t in range(first, last)}
    return not frame.heads or bool(words & frame.heads)


def _is_given(reading: Reading, first: int, last: int) -> bool:
    """Whether a phrase stands for something known, of which nothing more is said ("had the brigade surrounded")."""
    tree = reading.tree
    befalls = last < len(tree.words) and tree.tag[last] in ("VBN", "VBD", "VB", "VBG")
    return not befalls and tree.lower[max(0, first - 1)] not in reading.rules.structure.sets["indefinite"]


def _lift_all(
    reading: Reading, frame: FrameClass, subjects: list[Found], tool: Mention | None
) -> tuple[list[Found], Mention | None]:
    """Agents lifted to their units; a machine that acted for a unit becomes the instrument."""
    machines = {f[0].mention_id: f[0] for f in subjects if f[0].label in ("PLATFORM", "WEAPON")}
    lifted = [_lifted(reading, frame, found) for found in subjects]
    if len(machines) == 1 and not any(f[0].mention_id in machines for f in lifted):
        tool = next(iter(machines.values()))
    return lifted, tool


def _is_allowed(predicate: Predicate, subject: Found | None, obj: Found | None) -> bool:
    """Whether the vocabulary lets these two stand together; nobody does anything to himself here."""
    if subject is not None and obj is not None and subject[0].mention_id == obj[0].mention_id:
        return False
    if predicate.name == "alias_of" and obj is not None and obj[0].kind != "name":
        return False
    return predicate.allows(subject and subject[0].label, obj and obj[0].label)


def _lifted(reading: Reading, frame: FrameClass, found: Found) -> Found:
    index = reading.index
    if frame.predicate in ("moved_to", "present_in") and number_of(index, found[0]) is not None:
        return found  # ten soldiers of a division moved: not the division
    unit = lift(reading.tree, index, reading.rules, found[0], frame.lift)
    if unit is not None and unit.label == "ORG" and unit.kind == "nominal" and frame.predicate != "allied_with":
        unit = None  # "coalition jets bombed X": the jets did
    unit = unit or launcher(reading, found[0])
    return found if unit is None else (unit, (*found[1], index.head_of[unit.mention_id]))


def _pairs(everyone: list[Found]) -> list[tuple[Found | None, Found | None]]:
    return [(a, b) for i, a in enumerate(everyone) for b in everyone[i + 1 :]]


def _combine(
    tree: Tree, predicate: Predicate, roles: dict[str, list[Found]], token: int
) -> Iterator[tuple[Found | None, Found | None]]:
    subjects, objects = roles["subject"], roles["object"]
    if (not subjects and not predicate.subject_optional) or (not objects and not predicate.object_optional):
        return
    first, last = tree.sentences[tree.sentence[token]]
    if len(subjects) == len(objects) > 1 and "respectively" in tree.lower[first:last]:
        yield from zip(subjects, objects, strict=True)
        return
    left: list[Found | None] = [*subjects] or [None]
    right: list[Found | None] = [*objects] or [None]
    yield from ((a, b) for a in left for b in right)
