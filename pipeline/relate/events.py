"""Events and states said by verbs and nouns: frame classes matched on the parse, slots filled with mentions."""

from collections.abc import Iterator, Sequence

from pipeline.records import Mention
from pipeline.relate.arguments import MentionIndex, all_meant, find_argument, is_state, lift
from pipeline.relate.barring import is_barred, is_mutual, says_too_little
from pipeline.relate.facts import Fact
from pipeline.relate.reading import Reading
from pipeline.relate.rules import FrameClass, Trigger
from pipeline.relate.slots import Slots, noun_slots, verb_slots
from pipeline.relate.tolls import number_of
from pipeline.relate.tree import Tree, is_passive, objects_of, surface_subject
from pipeline.vocabulary import Predicate

Found = tuple[Mention, tuple[int, ...]]
_ADJECTIVE_LINKS = frozenset({"amod"})
_TOOLS = frozenset({"WEAPON", "PLATFORM"})
_HARMS = frozenset({"killed", "wounded", "destroyed", "captured"})
_ACTS = _HARMS | {"attacked"}
_ACCIDENTS = frozenset({"crash", "collide", "overturn", "derail", "capsize"})
_MAX_FILLERS = 12  # coordinated words taken in one slot


def find_events(reading: Reading, token: int) -> Iterator[Fact]:
    """All facts that the word at `token` says as a verb or as an event noun."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    lemma = tree.lemma[token]
    if tree.is_verb(token):
        if inside_name(tree, index, token) or tree.dep[token] in ("aux", "auxpass") or ends_count(reading, token):
            return
        yield from _verb_facts(reading, token, rules.verbs.get(lemma, ()))
    if tree.pos[token] in ("NOUN", "PROPN") or (
        tree.tag[token] == "VBG" and tree.dep[token] in ("pobj", "dobj", "nsubj")
    ):
        form = tree.lower[token]
        triggers = [*rules.nouns.get(lemma, ()), *(rules.nouns.get(form, ()) if form != lemma else ())]
        if triggers and not inside_name(tree, index, token):
            yield from _noun_facts(reading, token, triggers)


def inside_name(tree: Tree, index: MentionIndex, token: int) -> bool:
    """Whether a word is part of a name: no claim is drawn from inside one."""
    here = [*index.headed.get(token, ()), *index.covering.get(token, ())]
    return any((m.kind == "name" and m.label != "NATIONALITY") or m.label == "DOCUMENT" for m in here)


def ends_count(reading: Reading, token: int) -> bool:
    """Whether a participle ends a counted span ("12 injured"): `losses.counted_casualties` says it of these alone."""
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
        if chain is None:
            continue
        frame = trigger.frame_class
        slots = cached.get(frame.transitive)
        if slots is None:
            slots = cached[frame.transitive] = verb_slots(tree, token, transitive=frame.transitive)
        if tree.dep[token] == "amod":
            slots = _adjective_slots(tree, token)
        elif chain[1:]:
            slots = _with_chain(tree, slots, chain)
        gapped = _gapped(tree, index, slots) if slots.passive else None
        for part in gapped or (slots,):
            yield from _fill(reading, frame, part, chain)


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
    tool = _agent_tool(reading, frame, slots) or _fired(reading, frame, slots, roles)
    value = _value_text(reading, frame, slots)
    mutual = predicate.symmetric and not roles["object"] and is_mutual(reading.tree, frame, slots, chain)
    lacks = any(not roles[role] for role in frame.needs if not mutual) or (frame.strength and not roles["object"])
    if lacks or (frame.instrument is not None and tool is None) or (frame.needs_value and value is None):
        return
    if frame.lift:
        roles["subject"], tool = _lift_all(reading, frame, roles["subject"], tool)
    hosts = tuple(slots.get("patient")) + tuple(slots.get("agent") if slots.passive else ())
    hosts += () if slots.support is None else (slots.support,)
    pairs = _pairs(roles["subject"] or roles["object"]) if frame.pairs or mutual else None
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
            instrument=tool,
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
                found = _own_quantity(reading, roles["subject"])
            elif role == "object" and frame.counted:
                found = _counted(reading.index, slots.get(name))
            else:
                found = _fillers(reading, slots.get(name), allowed, used)
            if role == "subject" and frame.predicate in _ACTS:
                found = [f for f in found if _may_act(reading, f[0])]
            if role == "object" and (frame.heads or frame.named):
                found = [f for f in found if _heads_fit(reading, frame, f)]
            if frame.states_only:
                found = [f for f in found if _may_act(reading, f[0])]
            if found:
                roles[role] = found
                break
    if frame.predicate in _HARMS and _is_result(reading.tree, slots.token):
        roles["subject"] = _doers_above(reading, frame, predicate, roles["subject"], slots.token)
    elif not roles["subject"] and frame.predicate in _HARMS:
        roles["subject"] = _attackers(reading, frame, predicate, slots)
    return roles


def _is_result(tree: Tree, verb: int) -> bool:
    """Whether a participle tells what came of a passive or of an accident ("was shot down, killing two")."""
    above = tree.head[verb]
    if tree.tag[verb] != "VBG" or tree.dep[verb] != "advcl" or tree.lower[verb - 1] != ",":
        return False
    return tree.lemma[above] in _ACCIDENTS or (tree.is_verb(above) and is_passive(tree, above))


def _doers_above(
    reading: Reading, frame: FrameClass, predicate: Predicate, subjects: list[Found], verb: int
) -> list[Found]:
    """Who did what came of a passive: its agent. An accident has none, except for the weapon that fell."""
    tree = reading.tree
    if tree.lemma[tree.head[verb]] in _ACCIDENTS:
        return [f for f in subjects if f[0].label != "PLATFORM"]
    agents = objects_of(tree, tree.under(tree.head[verb], "agent"))
    return _fillers(reading, agents, frame.labels.get("subject", predicate.subject), set())


def _may_act(reading: Reading, mention: Mention) -> bool:
    """Whether a mention may do harm: of places only a state, or a capital standing for one."""
    return mention.label != "PLACE" or mention.kind == "pronoun" or is_state(reading.rules.structure, mention)


def _heads_fit(reading: Reading, frame: FrameClass, found: Found) -> bool:
    """Whether the object is what the class asks for: a name, or headed by one of its words."""
    mention = found[0]
    if frame.named and mention.kind != "name":
        return False
    first, last = reading.index.tokens[mention.mention_id]
    words = {reading.tree.lemma[t] for t in range(first, last)}
    return not frame.heads or bool(words & frame.heads)


def _attackers(reading: Reading, frame: FrameClass, predicate: Predicate, slots: Slots) -> list[Found]:
    """Who did the harm by an event that is said to have done it ("killed in an ambush by X", "X's strike killed")."""
    tree, rules = reading.tree, reading.rules
    allowed = frame.labels.get("subject", predicate.subject) - _TOOLS
    for event in [t for name in ("agent", "in", "during") for t in slots.get(name)]:
        for trigger in rules.nouns.get(tree.lemma[event], ()):
            if trigger.frame_class.predicate != "attacked" or trigger.rest:
                continue
            own = noun_slots(tree, event, rules)
            for name in (
                n for n in dict(trigger.frame_class.frame)["subject"] if n in ("by", "poss", "claimant", "compound")
            ):
                found = _fillers(reading, own.get(name), allowed, set())
                if found:
                    return found
    return []


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


def _fillers(reading: Reading, tokens: list[int], allowed: frozenset[str], used: set[int]) -> list[Found]:
    """The mentions of these labels that the words stand for; words already used elsewhere are passed over."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    found: list[Found] = []
    for token in tokens[:_MAX_FILLERS]:
        if token in used:
            continue
        argument = find_argument(tree, index, rules.structure, token, allowed)
        if argument is not None:
            used.add(token)
            path = tuple(argument[1])
            meant = all_meant(tree, index, rules.structure, path[-1], argument[0])
            found += [(m, path) for m in meant if m.label in allowed]
    return found


def _counted(index: MentionIndex, tokens: list[int]) -> list[Found]:
    """A bare number ("was about 420"), or that of a counted group ("counts 22,126 troops")."""
    for token in tokens:
        quantity = index.headed_by(token, frozenset({"QUANTITY"}))
        group = index.headed_by(token, frozenset({"GROUP"}))
        if quantity is None and group is not None:
            quantity = number_of(index, group)
        if quantity is not None and quantity.value_unit in (None, "people", "count", "person"):
            return [(quantity, (token,))]
    return []


def _launcher(reading: Reading, tool: Mention) -> Mention | None:
    """Who launched the weapon that acts ("X launched drones targeting Y")."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    if tool.label not in ("PLATFORM", "WEAPON"):
        return None
    at = index.head_of[tool.mention_id]
    for _ in range(4):
        parent = tree.head[at]
        if tree.dep[at] == "dobj" and tree.lemma[parent] in rules.structure.sets["launching"]:
            actors = rules.vocabulary.predicates["attacked"].subject - {"PLATFORM", "WEAPON"}
            found = _fillers(reading, surface_subject(tree, parent), actors, set())
            return found[0][0] if found else None
        if tree.dep[at] not in ("pobj", "prep", "conj") or tree.is_verb(parent):
            return None
        at = parent
    return None


def _own_quantity(reading: Reading, subjects: list[Found]) -> list[Found]:
    """The number inside the subject's own span ("11,000 troops"), when it is large enough to be a strength."""
    index, rules = reading.index, reading.rules
    for mention, _ in subjects:
        if mention.label not in ("GROUP", "UNIT"):
            continue
        first, last = index.tokens[mention.mention_id]
        for token in range(first, last):
            quantity = index.starting_at(token, frozenset({"QUANTITY"}))
            if quantity is not None and quantity.value_unit in (None, "people", "count"):
                bound = quantity.value_low if quantity.value_low is not None else quantity.value_high
                if bound is not None and bound >= rules.settings.min_strength:
                    return [(quantity, (token,))]
    return []


def _agent_tool(reading: Reading, frame: FrameClass, slots: Slots) -> Mention | None:
    """The weapon that stands as agent but is the instrument ("a shell landed inside the post")."""
    if frame.instrument is None:
        return None
    found = _fillers(reading, slots.get(frame.instrument), frozenset({"WEAPON", "PLATFORM"}), set())
    return found[0][0] if found else None


def _fired(reading: Reading, frame: FrameClass, slots: Slots, roles: dict[str, list[Found]]) -> Mention | None:
    """The weapon that an attack names as what is fired or what strikes ("fired rockets at X", "rockets hit X")."""
    if frame.predicate != "attacked" or not roles["object"]:
        return None
    struck = {f[0].mention_id for f in roles["object"]}
    if {f[1][0] for f in roles["object"]} & {*slots.get("patient")}:
        return _first_weapon(reading, [] if roles["subject"] else slots.get("agent"), struck)
    return _first_weapon(reading, slots.get("patient"), struck)


def _first_weapon(reading: Reading, words: list[int], struck: set[str]) -> Mention | None:
    found = _fillers(reading, words, frozenset({"WEAPON", "PLATFORM"}), set())
    return next((f[0] for f in found if f[0].mention_id not in struck), None)


def _lifted(reading: Reading, frame: FrameClass, found: Found) -> Found:
    index = reading.index
    if frame.predicate == "moved_to" and number_of(index, found[0]) is not None:
        return found  # ten soldiers of a division moved: not the division
    unit = lift(reading.tree, index, reading.rules, found[0], frame.lift) or _launcher(reading, found[0])
    return found if unit is None else (unit, (*found[1], index.head_of[unit.mention_id]))


def _value_text(reading: Reading, frame: FrameClass, slots: Slots) -> str | None:
    """The goods of `supplied`: the words of the mention, or of the noun with what stands before it."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    goods = frozenset({"WEAPON", "PLATFORM"})
    for name in frame.value:
        for token in slots.get(name):
            argument = find_argument(tree, index, rules.structure, token, goods)
            if argument is not None:
                return argument[0].text
            if tree.lemma[token] in rules.structure.sets["goods"]:
                first = min([token, *tree.under(token, "compound", "amod", "nummod", "nmod")])
                return tree.text[tree.start[first] : tree.end[token]]
    return None


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
