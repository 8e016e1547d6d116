"""What the word above an event makes of it: deny, fail, plan, doubt, an infinitive, a noun of saying or planning."""

from pipeline.relate.contents import is_embedded_question, is_unknown_fact
from pipeline.relate.cues import add_following, add_modals, denial_of, is_checking, is_pseudo, own_cues
from pipeline.relate.reading import Reading
from pipeline.relate.reported import is_neither
from pipeline.relate.rules import Effect, Rules
from pipeline.relate.tree import Tree, has_infinitive, has_mark, is_passive, with_particles
from pipeline.relate.voices import State

_CLAUSES = frozenset({"ccomp", "xcomp", "csubj", "csubjpass", "pcomp", "acomp", "oprd", "attr"})
_VERB_PREPOSITIONS = frozenset({"for", "from", "about", "of", "to", "against"})
_NOUN_PREPOSITIONS = frozenset({"of", "for", "to", "on", "in", "at", "over", "about"})


def read_infinitive(tree: Tree, rules: Rules, at: int, parent: int, state: State) -> None:
    """A to-infinitive is a plan unless its governor says that it happened ("managed to"); "has yet to" denies it."""
    lemma, is_purpose = tree.lemma[parent], tree.dep[at] == "advcl"
    if state.below in tree.under(at, "ccomp") and is_checking(tree, rules, at):
        state.leave_open(rules.cues.following["unclear"], at)
        return
    to = next(c for c in tree.under(at, "aux") if tree.lower[c] == "to")
    if to and tree.lower[to - 1] == "yet":
        state.apply(rules.cues.preceding["not"], to - 1)
    elif lemma == "able" and _is_present(tree, tree.head[parent]):
        state.apply(rules.cues.modals["can"], parent)
    elif lemma == "go" and tree.tag[parent] == "VBG" and tree.under(parent, "aux"):
        state.apply(rules.cues.infinitive, parent)
    elif (lemma in rules.cues.verbs and not is_purpose) or _is_settled(tree, rules, at, parent, state):
        return
    elif lemma not in rules.cues.implicative or (is_purpose and lemma != "use") or _is_effort(tree, rules, at, parent):
        state.apply(rules.cues.infinitive, at)


def _is_settled(tree: Tree, rules: Rules, at: int, parent: int, state: State) -> bool:
    """ "was discovered to have had X": a perfect tells of the past; "went on to say that P", "it is fair to say that P":
    what is said is no plan."""
    is_perfect = any(tree.lower[c] == "have" for c in tree.under(at, "aux")) and is_passive(tree, parent)
    says = tree.lemma[at] in rules.reporting.verbs and state.below in tree.under(at, "ccomp")
    evaluates = tree.dep[parent] in ("acomp", "attr") or tree.pos[parent] == "ADJ"
    performs = (
        tree.lemma[parent] in rules.cues.performing
        and tree.lemma[at] in rules.reporting.verbs | rules.reporting.denying
    )
    return is_perfect or performs or (says and evaluates and tree.lemma[at] not in rules.cues.checking)


def _is_effort(tree: Tree, rules: Rules, at: int, parent: int) -> bool:
    """ "continue operations to capture X": what they are for has not happened, whatever their verb says."""
    near = [*tree.under(parent, "dobj"), *tree.under(at, "nsubj")]
    return any(tree.lemma[c] in rules.structure.sets["efforts"] for c in near)


def _is_present(tree: Tree, verb: int) -> bool:
    return tree.tag[verb] in ("VBZ", "VBP") or any(tree.tag[c] == "MD" for c in tree.under(verb, "aux"))


def govern(reading: Reading, at: int, parent: int, state: State) -> None:
    """The word above: deny, fail, plan, prevent, believe ...; then what hangs from it."""
    tree, rules = reading.tree, reading.rules
    dep, lemma = tree.dep[at], tree.lemma[parent]
    clause = dep in _CLAUSES or dep == "acl"
    is_asked = dep in ("ccomp", "csubj") and is_embedded_question(tree, at)
    if is_asked or (dep == "ccomp" and is_unknown_fact(tree, rules, at, parent)):
        state.is_open = False  # "it is not clear who fired", "they did not know that X fired": somebody fired
        return
    if (dep == "ccomp" and leaves_open(tree, rules, parent)) or is_neither(tree, rules, parent):
        state.leave_open(rules.cues.following["unclear"], parent)
        return
    if dep in ("acl", "prep") and (denial := _no_noun(tree, rules, parent)) is not None:
        state.apply(rules.cues.preceding["not"], denial)  # "has no plans to attack"
    effect = governing(reading, at, parent)
    if effect is not None and effect.speech and denial_of(tree, rules, parent) is not None:
        state.leave_open(rules.cues.following["unclear"], parent)
        return  # "cannot be ruled out", "did not deny the attack"
    if (
        clause
        and has_infinitive(tree, at)
        and lemma in rules.cues.performing
        and _is_settled(tree, rules, at, parent, state)
    ):
        effect = None  # "wishes to inform the public that P"
    elif effect is not None:
        state.apply(effect, parent)
    elif clause and has_infinitive(tree, at) and dep in ("xcomp", "ccomp", "acl", "acomp", "attr", "oprd"):
        read_infinitive(tree, rules, at, parent, state)
    if clause and dep != "acl":
        if not (lemma in rules.reporting.verbs and dep == "ccomp"):
            own_cues(tree, rules, parent, state)
        elif (denial := denial_of(tree, rules, parent)) is not None and (
            lemma in rules.cues.raising or tree.lower[denial] == "nothing"  # "nothing suggests that P"
        ):
            state.apply(rules.cues.preceding["not"], denial)
    elif tree.is_verb(parent) and dep in ("nsubj", "nsubjpass", "dobj") and state.is_open:
        _verb_of_noun(tree, rules, at, parent, state, is_governed=effect is not None)
    elif dep == "prep" and tree.is_verb(parent) and tree.under(at, "pcomp"):
        own_cues(tree, rules, parent, state)
    elif dep == "pobj" and tree.is_verb(tree.head[parent]):
        governor = tree.head[parent]
        if tree.lemma[governor] in rules.structure.sets["occurring"]:
            own_cues(tree, rules, governor, state)


def governing(reading: Reading, at: int, parent: int) -> Effect | None:
    """What the word above does to the event through this link; None when it is no cue."""
    tree, index, cues = reading.tree, reading.index, reading.rules.cues
    lemma = tree.lemma[parent]
    link = tree.lower[tree.head[parent]]
    framed = f"{link} {lemma} {tree.lower[at]}"  # "in case of", not "the first case of"
    aimed = (
        [f"{lemma} to"] if has_infinitive(tree, at) and tree.dep[at] in ("xcomp", "advcl") else []
    )  # "stopped to rest"
    keys = [*aimed, *with_particles(tree, parent), framed, f"{lemma} {tree.lower[at]}", lemma, tree.lower[parent]]
    if tree.tag[at] == "VBG" and tree.dep[at] in ("xcomp", "ccomp", "dobj", "advcl"):
        keys = [*(f"{verb} -ing" for verb in (*with_particles(tree, parent), lemma)), *keys]
    if tree.dep[at] in ("ccomp", "acl") and not has_mark(tree, at, "whether", "if"):
        keys.insert(0, f"{lemma} that")
    effect = next((cues.verbs[key] for key in keys if key in cues.verbs), None)
    if effect is None:
        return None
    if tree.dep[at] == "nsubj" and tree.lemma[at] in cues.verbs and lemma in tree.sets["failing"]:
        return cues.verbs["prevent"]  # "the attempt to storm the town failed"
    if is_pseudo(tree, reading.rules, parent) or index.headed.get(parent):
        return None  # "no doubt that"; "the suspects arrested in X": whoever is mentioned is no cue
    return effect if _reaches(tree, at, parent, effect) else None


def _no_noun(tree: Tree, rules: Rules, noun: int) -> int | None:
    """The "no" of "no plans", "no intention", "no attempt"; None before other nouns and in "no doubt"."""
    effect = rules.cues.verbs.get(tree.lemma[noun])
    if tree.pos[noun] != "NOUN" or effect is None or effect.realis is None:
        return None
    return next((c for c in tree.under(noun, "det") if tree.lower[c] == "no" and not is_pseudo(tree, rules, c)), None)


def leaves_open(tree: Tree, rules: Rules, verb: int) -> bool:
    """Whether a word above says that nobody knows: "could not verify", "too early to say", "it is not clear"."""
    cues = rules.cues
    if denial_of(tree, rules, verb) is not None:
        known = [verb, *tree.under(verb, "acomp", "attr", "oprd")]
        return tree.lemma[verb] in cues.verifying or any(tree.lower[t] in cues.knowable for t in known)
    above = tree.head[verb]
    if tree.lemma[verb] not in cues.verifying or tree.dep[verb] != "xcomp":
        return False
    effect = cues.verbs.get(tree.lemma[above])
    words = [above, *tree.under(above, "acomp", "attr", "oprd")]
    is_refused = effect is not None and effect.polarity == "flip" and not effect.speech
    return is_refused or any(tree.lower[t] in cues.unsayable for t in words)


def _verb_of_noun(tree: Tree, rules: Rules, at: int, verb: int, state: State, *, is_governed: bool) -> None:
    """What the verb of an event noun does: a light verb lends its cues, any other takes a definite event for
    granted."""
    structure = rules.structure
    add_following(tree, rules, verb, state)
    if tree.lower[verb] in rules.cues.following:
        state.apply(rules.cues.following[tree.lower[verb]], verb)
    is_light = tree.lemma[verb] in structure.support["agent"]  # of its object: "the capture may provide news" happened
    is_light = is_light and (tree.dep[at] != "nsubj" or not is_definite(tree, at) or is_passive(tree, verb))
    lends = is_light or tree.lemma[verb] in structure.sets["occurring"]
    if tree.dep[at] == "dobj" and not is_definite(tree, at):
        add_modals(tree, rules, verb, state)
    elif tree.dep[at] in ("nsubj", "nsubjpass") and not lends and _is_supposed(tree, at, verb):
        state.apply(rules.cues.modals["would"], at)
    elif not is_governed and not lends and tree.lemma[verb] not in structure.support["patient"]:
        state.is_open = False  # "refused to discuss the attack"
    if lends:
        own_cues(tree, rules, verb, state)


def _is_supposed(tree: Tree, noun: int, verb: int) -> bool:
    """ "Any attack on X would be met with force": an indefinite event whose outcome is told ahead."""
    return not is_definite(tree, noun) and any(tree.lower[c] in ("would", "will") for c in tree.under(verb, "aux"))


def is_definite(tree: Tree, noun: int) -> bool:
    """ "the capture", "X's capture": what is said of it takes for granted that it happened."""
    return any(tree.lower[c] in ("the", "this", "that") for c in tree.under(noun, "det")) or bool(
        tree.under(noun, "poss")
    )


def _reaches(tree: Tree, at: int, parent: int, effect: Effect) -> bool:
    """Whether a governing word acts through this link."""
    dep = tree.dep[at]
    if dep in _CLAUSES or dep in ("acl", "dobj", "prep", "nsubjpass", "pobj", "compound"):
        if effect.speech and dep not in ("ccomp", "dobj", "xcomp", "pobj", "nsubjpass"):
            return False
        return _fits(tree, at, parent, dep, effect)
    return False


def _fits(tree: Tree, at: int, parent: int, dep: str, effect: Effect) -> bool:
    """Whether a governing word acts on what hangs there: "ordered to seize", not "an order in the town seized"."""
    if effect.realis == "planned" and dep == "ccomp" and not has_infinitive(tree, at):
        is_bare = tree.tag[at] == "VB" or (tree.tag[at] == "VBN" and not tree.under(at, "aux", "auxpass"))
        return is_bare or any(tree.tag[c] == "MD" for c in tree.under(at, "aux"))  # "wants X demolished"
    if tree.lower[parent] == "due" and not has_infinitive(tree, at):
        return False  # "due to heavy losses"
    if dep == "prep":
        return (tree.pos[parent] in ("NOUN", "ADJ") and tree.lower[at] in _NOUN_PREPOSITIONS) or (
            tree.is_verb(parent)
            and not effect.speech
            and (
                (effect.realis is not None and (tree.lower[at] in _VERB_PREPOSITIONS or bool(tree.under(at, "pcomp"))))
                or (effect.polarity == "flip" and tree.lower[at] in ("in", "from"))
            )
        )
    return dep != "pobj"
