"""Cues that hang from one word: negation, adverbs, determiners, modals, markers, and what is said of it."""

from dataclasses import replace

from pipeline.relate.rules import Effect, Rules
from pipeline.relate.tree import Tree
from pipeline.relate.voices import State

_AUXILIARIES = frozenset({"do", "have", "be"})
_ABLE = frozenset({"could", "can", "ca"})


def own_cues(tree: Tree, rules: Rules, token: int, state: State, *, is_event: bool = False) -> None:
    """Negation, adverbs, determiners, modals and markers that hang from a word. One word is denied once only."""
    if not state.is_open:
        return
    denied = False
    for child in tree.children[token]:
        if is_pseudo(tree, rules, child):
            continue
        effect = _effect_of(tree, rules, child, token, is_event=is_event)
        if effect is None or (effect.polarity is not None and denied):
            continue  # "neither attacked nor seized", "did not ever": one denial
        denied = denied or effect.polarity is not None
        state.apply(effect, child)
    if _is_inverted(tree, token):
        state.apply(Effect(realis="hypothetical"), token)
    if _is_awaited(tree, token):
        state.apply(rules.cues.modals["will"], token)
    add_modals(tree, rules, token, state)
    add_following(tree, rules, token, state)
    _add_elliptic(tree, rules, token, state)


def _effect_of(tree: Tree, rules: Rules, child: int, token: int, *, is_event: bool) -> Effect | None:
    """What one child of a word does to the event that the word says."""
    word, dep, cues = tree.lower[child], tree.dep[child], rules.cues
    if dep == "det":
        return cues.preceding["not"] if word in ("no", "neither") else None
    if dep == "cc" and child > token:
        return None  # "nor" belongs to what follows it
    if dep in ("neg", "advmod", "preconj", "cc", "npadvmod"):
        pair = f"{tree.lower[child - 1]} {word}" if child else word
        effect = cues.preceding.get(pair) or cues.preceding.get(word) or cues.marks.get(word)
        return None if dep == "advmod" and tree.pos[token] == "NUM" else effect
    if dep == "amod":
        effect = None if tree.pos[token] == "NUM" else cues.adjectives.get(word)
        happened = tree.dep[token] == "dobj" and tree.tag[tree.head[token]] in ("VBD", "VBN")
        done = happened and tree.lemma[tree.head[token]] in rules.structure.support["agent"]
        return None if effect is not None and effect.realis is not None and done else effect  # "made a planned raid"
    if dep == "prep":
        return _phrase_effect(tree, rules, child)
    is_said = dep == "attr" and bool(tree.under(token, "expl"))  # "there were no fighters"
    if (dep in ("nsubj", "nsubjpass", "dobj", "agent") or is_said) and is_event and not _is_clipped(tree, child, token):
        return cues.preceding["not"] if _is_nobody(tree, rules, child) else None
    return cues.marks.get(word) if dep == "mark" else None


def mark_effect(tree: Tree, rules: Rules, preposition: int) -> Effect | None:
    """What a preposition does to the clause it opens: "without", "far from", "rather than", "on the verge of"."""
    word = tree.lower[preposition]
    before = [tree.lower[t] for t in (tree.head[preposition], *tree.under(preposition, "advmod"))]
    pairs = (rules.cues.marks.get(f"{first} {word}") for first in before)
    return next((effect for effect in pairs if effect is not None), rules.cues.marks.get(word))


def _phrase_effect(tree: Tree, rules: Rules, preposition: int) -> Effect | None:
    """ "in all likelihood", "at no time"."""
    for noun in tree.under(preposition, "pobj"):
        phrase = " ".join(tree.lower[preposition : noun + 1])
        if phrase in rules.cues.preceding:
            return rules.cues.preceding[phrase]
        if tree.lower[preposition] in ("at", "in", "under") and any(
            tree.lower[c] == "no" for c in tree.under(noun, "det")
        ):
            return rules.cues.preceding["not"]
    return None


def _is_nobody(tree: Tree, rules: Rules, argument: int) -> bool:
    """ "no soldier", "none", "neither of them", "not a single man"; not "no fewer than 30"."""
    if tree.lower[argument] in ("none", "nobody", "neither", "nothing", "noone"):
        return True
    for child in tree.under(argument, "det", "neg", "preconj"):
        word = tree.lower[child]
        following = tree.lower[child + 1] if child + 1 < len(tree.lower) else ""
        if word in ("no", "neither") and not is_pseudo(tree, rules, child):
            return True
        if word == "not" and following in ("a", "one", "any"):
            return True
    return False


def _is_clipped(tree: Tree, argument: int, verb: int) -> bool:
    """ "Rockets slam into X, no casualties": behind a comma "no" denies something else."""
    first = min([argument, *tree.children[argument]])
    return argument > verb and first > 0 and tree.words[first - 1] == ","


def denial_of(tree: Tree, rules: Rules, verb: int) -> int | None:
    """The word that denies a verb: "not", "never", or nobody for a subject; None where it is asserted."""
    for child in tree.children[verb]:
        if tree.dep[child] == "neg" or tree.lower[child] in ("never", "neither", "hardly"):
            return child
        if tree.lower[child - 1 : child + 1] == ["no", "longer"]:
            return child
    return next((s for s in tree.under(verb, "nsubj", "nsubjpass") if _is_nobody(tree, rules, s)), None)


def is_checking(tree: Tree, rules: Rules, verb: int) -> bool:
    """ "tests to determine whether P", "is trying to confirm that P": not found out so far; not "was able to confirm"."""
    above = tree.head[verb]
    is_infinitive = any(tree.lower[c] == "to" for c in tree.under(verb, "aux"))
    done = tree.lemma[above] in rules.cues.implicative and tree.dep[verb] != "acl"
    return is_infinitive and tree.lemma[verb] in rules.cues.checking and above != verb and not done


def _is_awaited(tree: Tree, token: int) -> bool:
    """ "Once the army retakes the bridge, aid will flow": a present tense that a modal main clause puts ahead."""
    if tree.dep[token] != "advcl" or tree.tag[token] not in ("VBZ", "VBP"):
        return False
    marks = {tree.lower[c] for c in tree.under(token, "mark", "advmod")}
    modal = any(tree.tag[c] == "MD" for c in tree.under(tree.head[token], "aux"))
    return modal and bool(marks & {"once", "until", "when", "before", "after"})


def _is_inverted(tree: Tree, token: int) -> bool:
    """ "Had the rebels captured the dam, the city would have flooded": an auxiliary before the subject supposes."""
    subjects = tree.under(token, "nsubj", "nsubjpass")
    supposing = [c for c in tree.under(token, "aux", "auxpass") if tree.lower[c] in ("had", "were", "should")]
    return bool(tree.dep[token] == "advcl" and subjects and supposing and supposing[0] < subjects[0])


def is_pseudo(tree: Tree, rules: Rules, token: int) -> bool:
    """Whether a cue word stands in an idiom that is no cue: "not only", "no doubt", "no fewer than"."""
    return any(" ".join(tree.lower[token : token + n]) in rules.cues.pseudo for n in (2, 3)) or (
        token > 0 and " ".join(tree.lower[token - 1 : token + 1]) in rules.cues.pseudo
    )


def add_modals(tree: Tree, rules: Rules, token: int, state: State) -> None:
    """Modal verbs, and an if-clause below a verb with auxiliaries."""
    for child in tree.under(token, "aux"):
        effect = rules.cues.modals.get(tree.lower[child])
        if effect is None:
            continue
        if tree.lower[child] == "must" and any(tree.lower[c] == "have" for c in tree.under(token, "aux")):
            effect = rules.cues.preceding["probably"]  # "must have attacked" is a guess, no duty
        if tree.lower[child] in _ABLE and tree.under(token, "neg"):
            continue  # "could not hold the town": it was unable to
        if effect.certainty == "possible" and _is_prospect(tree, rules, token):
            effect = replace(effect, realis="planned")
        if tree.lower[child] in ("would",) and state.voice.source is None and _under_speech(tree, rules, token):
            effect = rules.cues.modals["will"]
        state.apply(effect, child)
    clauses = tree.under(token, "advcl")
    if any(tree.lower[m] in ("if", "unless") for c in clauses for m in tree.under(c, "mark")) and tree.under(
        token, "aux"
    ):
        state.apply(Effect(realis="hypothetical"), token)


def _is_prospect(tree: Tree, rules: Rules, verb: int) -> bool:
    """ "may send troops": ahead; not "may have sent", "may be sending", "may hold the town"."""
    helpers = {tree.lower[c] for c in tree.under(verb, "aux", "auxpass")}
    passive = tree.tag[verb] == "VBN" and "be" in helpers
    active = tree.tag[verb] == "VB" and "be" not in helpers
    return "have" not in helpers and (passive or active) and tree.lemma[verb] not in rules.cues.stative


def _under_speech(tree: Tree, rules: Rules, verb: int) -> bool:
    """Whether a clause is what somebody said: its "would" is then a reported "will"."""
    parent = tree.head[verb]
    return parent != verb and tree.dep[verb] in ("ccomp", "conj") and tree.lemma[parent] in rules.reporting.verbs


def add_following(tree: Tree, rules: Rules, token: int, state: State) -> None:
    """ "is unconfirmed", "is false", "remains unclear", said of the event or of the clause."""
    copulas = [c for c in tree.under(token, "xcomp") if tree.lemma[c] == "be"]  # "turned out to be false"
    for child in (c for verb in (token, *copulas) for c in tree.under(verb, "acomp", "attr", "oprd")):
        effect = rules.cues.following.get(tree.lower[child])
        if effect is not None and tree.lower[child] == "due" and not _is_ahead_by(tree, child):
            continue  # "was due to bird flu"
        if effect is not None and effect.polarity is not None and effect.certainty is None:
            state.voice = replace(state.voice, certainty="certain")  # "reports that P are false": no doubt is left
        if effect is not None:
            state.apply(effect, child)


def _is_aside(tree: Tree, verb: int) -> bool:
    """ ", it seems,", ", it is believed": a verb of "it" that governs nothing."""
    says_it = [tree.lower[s] for s in tree.under(verb, "nsubj", "nsubjpass")] == ["it"]
    return says_it and not tree.under(verb, "ccomp", "xcomp", "acomp", "advcl", "oprd", "neg", "dobj")


def _is_ahead_by(tree: Tree, due: int) -> bool:
    """ "is due to begin", "is due on Friday": not "due to the rain"."""
    return not any(tree.lower[c] == "to" for c in tree.under(due, "prep", "pcomp"))


def _add_elliptic(tree: Tree, rules: Rules, token: int, state: State) -> None:
    """ "were expected to attack but did not": an auxiliary alone denies the verb before it. "If confirmed, P". "P, it
    seems"."""
    for child in tree.under(token, "conj"):
        denial = next(iter(tree.under(child, "neg")), None)
        is_alone = all(tree.dep[c] in ("neg", "punct", "cc", "advmod") for c in tree.children[child])
        if denial is not None and is_alone and tree.lemma[child] in _AUXILIARIES and child > token:
            state.voice = replace(state.voice, realis="actual")
            state.apply(rules.cues.preceding["not"], denial)
    for child in tree.under(token, "parataxis", "ccomp", "dep"):
        if _is_aside(tree, child) and (effect := rules.cues.verbs.get(tree.lemma[child])) and effect.certainty:
            state.apply(Effect(certainty=effect.certainty), child)
    for child in tree.under(token, "advcl"):
        is_if = any(tree.lower[c] == "if" for c in tree.under(child, "mark"))
        if is_if and tree.lemma[child] in rules.cues.verifying and not tree.under(child, "nsubj", "nsubjpass"):
            state.apply(rules.cues.following["unconfirmed"], child)
