"""Polarity, certainty, realis and claimer of an event, by the cues on its way up the parse.

Cues come in edsnlp's five kinds (pseudo, preceding, following, verbs, terminations; configs/relate/cues.yaml). The
walk goes
from the event's word to the root: what hangs from a word on the way (negation, modals, adverbs) and what governs it
(deny, fail, plan) acts on the event until a termination link; a claimer's scope goes on through those.
"""

from dataclasses import replace

from pipeline.relate.claimers import chain, source_of_noun
from pipeline.relate.contents import (
    goes_on,
    is_content,
    is_embedded_question,
    is_unknown_fact,
    stands_alone,
    stands_apart,
)
from pipeline.relate.cues import add_following, add_modals, denial_of, is_checking, is_pseudo, mark_effect, own_cues
from pipeline.relate.reading import Reading
from pipeline.relate.reported import is_neither, report_attached, report_from, report_minded
from pipeline.relate.rules import Effect, Rules
from pipeline.relate.tree import Tree, has_infinitive, has_mark, is_passive, with_particles
from pipeline.relate.voices import State, Voice, opposite

_CLAUSES = frozenset({"ccomp", "xcomp", "csubj", "csubjpass", "pcomp", "acomp", "oprd", "attr"})
_NOUN_LINKS = frozenset(
    {"dobj", "pobj", "nsubj", "nsubjpass", "prep", "conj", "attr", "acomp", "oprd", "compound", "amod"}
)
_ASIDES = frozenset({"acl", "relcl", "appos", "advcl"})  # what is said in them is not what is announced or denied
_VERB_PREPOSITIONS = frozenset({"for", "from", "about", "of", "to", "against"})
_NOUN_PREPOSITIONS = frozenset({"of", "for", "to", "on", "in", "at", "over", "about"})
_FRAMING = frozenset({"in", "during", "after", "before", "since", "following", "amid", "despite"})
_ANSWERING = frozenset({"for", "to", "over", "about", "on"})
_MAX_CLIMB = 40


def find_voices(reading: Reading, anchor: int) -> list[Voice]:
    """The voices of an event: one, or two where a claim is both made and denied ("X denied Y's claim that P")."""
    tree, rules = reading.tree, reading.rules
    state = State()
    own_cues(tree, rules, anchor, state, is_event=True)
    report_attached(reading, anchor, state)
    at = anchor
    for _ in range(_MAX_CLIMB):
        parent = tree.head[at]
        if parent == at:
            break
        _step(reading, at, parent, state)
        state.below, at = at, parent
    number = tree.sentence[anchor]
    first, last = tree.sentences[number]
    is_asked = state.is_open and state.reported_at is None and _is_question(tree, first, last)
    if is_asked or _is_quoted_question(tree, anchor, last):
        state.apply(Effect(realis="hypothetical"), last - 1)
    voices = [_with_chain(state)]
    voices += [
        replace(
            state.voice,
            certainty="certain",
            polarity=opposite(state.voice.polarity),
            source=source,
            cues=(*state.voice.cues, source.cue),
        )
        for source in state.denied_by
    ]
    return voices


def _with_chain(state: State) -> Voice:
    """The voice with its chain of sources: nearest first, those that reported it behind."""
    source = state.voice.source
    if source is None and state.outer:
        return replace(state.voice, source=state.outer[0])
    if source is None or not state.outer:
        return state.voice
    return replace(state.voice, source=replace(source, text=chain(source, *state.outer)))


def _is_question(tree: Tree, first: int, last: int) -> bool:
    """Whether a sentence asks if something is so; "Why did they attack?" takes the attack for granted."""
    if any(tree.lower[t] in ("why", "how") for t in range(first, min(first + 3, last))):
        return False
    return any(tree.words[t] == "?" for t in range(max(first, last - 3), last))


def _is_quoted_question(tree: Tree, anchor: int, last: int) -> bool:
    """ "Did they attack?" she asked."""
    closing = next((t for t in range(anchor, last) if tree.words[t] in ('"', "”")), None)
    return closing is not None and tree.words[closing - 1] == "?"


def _step(reading: Reading, at: int, parent: int, state: State) -> None:
    """What one link from `at` up to `parent` does to the event."""
    tree, rules = reading.tree, reading.rules
    dep = tree.dep[at]
    state.is_open = state.is_open and not stands_apart(tree, rules, at, parent)
    if dep == "acl" and tree.tag[at] == "VBN" and not state.in_aside:
        state.counted = parent
    state.in_aside = state.in_aside or (dep in _ASIDES and not is_content(reading, at, parent))
    if dep in ("pcomp", "pobj") and state.is_open:
        effect = mark_effect(tree, rules, parent)
        if effect is not None:
            state.apply(effect, parent)
            state.is_open = dep == "pcomp" and tree.lower[parent] in rules.cues.marks
    if _report_noun(reading, at, parent, state):
        return
    if dep == "conj":
        if state.is_open and _is_nor(tree, at, parent):
            state.apply(rules.cues.preceding["nor"], at)
        elif state.is_open and _is_rather_than(tree, at, parent):
            state.apply(rules.cues.preceding["not"], at - 1)
        elif state.is_open and not stands_alone(tree, at):
            own_cues(tree, rules, parent, state)
    elif dep in rules.cues.terminations and not (dep == "acl" and goes_on(reading, at, parent)):
        if dep == "advcl" and state.is_open:
            _adverbial(tree, rules, at, parent, state)
        elif state.is_open and _is_ahead(tree, rules, at, parent):
            state.apply(rules.cues.infinitive, at)
        elif state.is_open and (denial := _denied_above(tree, at, parent)) is not None:
            state.apply(rules.cues.preceding["not"], denial)
        state.is_open = False
    elif dep == "prep" and _takes_for_granted(reading, at, parent, state.below):
        state.is_open = False  # "revenge for the attack"
    elif state.is_open:
        _governor(reading, at, parent, state)
    report_from(reading, at, parent, state)
    report_minded(reading, at, parent, state)
    report_attached(reading, parent, state)


def _report_noun(reading: Reading, at: int, parent: int, state: State) -> bool:
    """A content noun above ("fears that P"), or one that "emerged that P"; whether the noun holds the event."""
    tree, rules = reading.tree, reading.rules
    says_that = any(tree.lower[c] == "that" for c in tree.under(at, "mark"))
    if says_that and tree.lemma[parent] in rules.reporting.emerging and tree.is_verb(parent):
        holders = [s for s in tree.under(parent, "nsubj") if tree.lemma[s] in rules.reporting.nouns]
        if holders:
            state.report(source_of_noun(reading, holders[0]), hearsay=True)
    if not is_content(reading, at, parent):
        return False
    hearsay = tree.lemma[parent] in rules.reporting.hearsay_nouns
    source = source_of_noun(reading, parent)
    if source.text is not None or hearsay:
        state.report(source, hearsay=hearsay)
    effect = _governing(reading, at, parent) if state.is_open else None
    if effect is not None:
        state.apply(effect, parent)  # "a promise that P"
    own_cues(tree, rules, parent, state)
    return True


def _is_nor(tree: Tree, at: int, parent: int) -> bool:
    """ "neither attacked nor seized", "did not attack nor seize": what follows "nor" is denied."""
    return any(tree.lower[c] == "nor" and parent < c < at for c in tree.under(parent, "cc"))


def _is_rather_than(tree: Tree, at: int, parent: int) -> bool:
    """ "withdrew rather than attack"."""
    return any(
        tree.lower[c - 1 : c + 1] == ["rather", "than"] and parent < c < at for c in tree.under(parent, "cc", "prep")
    )


def _adverbial(tree: Tree, rules: Rules, at: int, parent: int, state: State) -> None:
    """A to-infinitive of purpose; "it remains unknown if P"."""
    if has_infinitive(tree, at):
        _infinitive(tree, rules, at, parent, state)
    elif any(tree.lower[c] in ("if", "whether") for c in tree.under(at, "mark")):
        add_following(tree, rules, parent, state)
        if _leaves_open(tree, rules, parent):
            state.apply(rules.cues.following["unclear"], parent)


def _is_ahead(tree: Tree, rules: Rules, at: int, noun: int) -> bool:
    """ "the campaign to retake X", "a force, to be led by X": not so far; "the first to fall" did."""
    behind_comma = any(tree.lower[c - 1 : c + 1] == [",", "to"] for c in tree.under(at, "aux"))
    return behind_comma or (has_infinitive(tree, at) and tree.lemma[noun] in rules.structure.sets["efforts"])


def _denied_above(tree: Tree, at: int, noun: int) -> int | None:
    """ "nothing to suggest that P", "it was not X that did P": the word that denies; None where nothing does."""
    if tree.dep[at] in ("acl", "relcl") and tree.lower[noun] == "nothing" and has_infinitive(tree, at):
        return noun
    copula = tree.head[noun]
    is_cleft = tree.dep[at] == "relcl" and tree.dep[noun] == "attr" and tree.lemma[copula] == "be"
    if not is_cleft or not any(tree.lower[c] == "it" for c in tree.under(copula, "nsubj", "expl")):
        return None
    return next(iter(tree.under(copula, "neg")), None)


def _takes_for_granted(reading: Reading, at: int, parent: int, below: int) -> bool:
    """Whether a definite event is taken for granted: below a noun that is neither a cue nor a content noun ("revenge for
    the attack"), or as the frame or the reason of what a verb says ("no gas was used in the attack")."""
    tree, rules = reading.tree, reading.rules
    if tree.pos[below] != "NOUN" or not _is_definite(tree, below):
        return False
    lemma = tree.lemma[parent]
    if tree.is_verb(parent):
        is_light = lemma in rules.structure.support["agent"] | rules.structure.sets["occurring"]
        frames = tree.lower[at] in _FRAMING or (
            tree.lower[at] in _ANSWERING and lemma in rules.structure.sets["answering"]
        )
        return tree.dep[below] == "pobj" and tree.lemma[below] in rules.nouns and frames and not is_light
    if tree.pos[parent] != "NOUN":
        return False
    if lemma in rules.structure.sets["involvement"] and tree.lemma[tree.head[parent]] in rules.reporting.denying:
        return False  # "denied responsibility for the attack"
    known = lemma in rules.cues.verbs or lemma in rules.reporting.nouns or lemma in rules.reporting.hearsay_nouns
    return tree.dep[below] == "pobj" and not known


def _infinitive(tree: Tree, rules: Rules, at: int, parent: int, state: State) -> None:
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


def _governor(reading: Reading, at: int, parent: int, state: State) -> None:
    """The word above: deny, fail, plan, prevent, believe ...; then what hangs from it."""
    tree, rules = reading.tree, reading.rules
    dep, lemma = tree.dep[at], tree.lemma[parent]
    clause = dep in _CLAUSES or dep == "acl"
    is_asked = dep in ("ccomp", "csubj") and is_embedded_question(tree, at)
    if is_asked or (dep == "ccomp" and is_unknown_fact(tree, rules, at, parent)):
        state.is_open = False  # "it is not clear who fired", "they did not know that X fired": somebody fired
        return
    if (dep == "ccomp" and _leaves_open(tree, rules, parent)) or is_neither(tree, rules, parent):
        state.leave_open(rules.cues.following["unclear"], parent)
        return
    if dep in ("acl", "prep") and (denial := _no_noun(tree, rules, parent)) is not None:
        state.apply(rules.cues.preceding["not"], denial)  # "has no plans to attack"
    effect = _governing(reading, at, parent)
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
        _infinitive(tree, rules, at, parent, state)
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


def _governing(reading: Reading, at: int, parent: int) -> Effect | None:
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


def _leaves_open(tree: Tree, rules: Rules, verb: int) -> bool:
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
    is_light = is_light and (tree.dep[at] != "nsubj" or not _is_definite(tree, at) or is_passive(tree, verb))
    lends = is_light or tree.lemma[verb] in structure.sets["occurring"]
    if tree.dep[at] == "dobj" and not _is_definite(tree, at):
        add_modals(tree, rules, verb, state)
    elif tree.dep[at] in ("nsubj", "nsubjpass") and not lends and _is_supposed(tree, at, verb):
        state.apply(rules.cues.modals["would"], at)
    elif not is_governed and not lends and tree.lemma[verb] not in structure.support["patient"]:
        state.is_open = False  # "refused to discuss the attack"
    if lends:
        own_cues(tree, rules, verb, state)


def _is_supposed(tree: Tree, noun: int, verb: int) -> bool:
    """ "Any attack on X would be met with force": an indefinite event whose outcome is told ahead."""
    return not _is_definite(tree, noun) and any(tree.lower[c] in ("would", "will") for c in tree.under(verb, "aux"))


def _is_definite(tree: Tree, noun: int) -> bool:
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
