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
    stands_alone,
    stands_apart,
)
from pipeline.relate.cues import add_following, mark_effect, own_cues
from pipeline.relate.governors import govern, governing, is_definite, leaves_open, read_infinitive
from pipeline.relate.reading import Reading
from pipeline.relate.reported import report_attached, report_from, report_minded
from pipeline.relate.rules import Effect, Rules
from pipeline.relate.tree import Tree, has_infinitive
from pipeline.relate.voices import State, Voice, opposite

_ASIDES = frozenset({"acl", "relcl", "appos", "advcl"})  # what is said in them is not what is announced or denied
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
        govern(reading, at, parent, state)
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
    effect = governing(reading, at, parent) if state.is_open else None
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
        read_infinitive(tree, rules, at, parent, state)
    elif any(tree.lower[c] in ("if", "whether") for c in tree.under(at, "mark")):
        add_following(tree, rules, parent, state)
        if leaves_open(tree, rules, parent):
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
    if tree.pos[below] != "NOUN" or not is_definite(tree, below):
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
