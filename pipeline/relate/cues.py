"""Cues that hang from one word: negation, adverbs, determiners, modals, markers, and what is said of it."""

from pipeline.relate.rules import Effect, Rules
from pipeline.relate.tree import Tree
from pipeline.relate.voices import State


def own_cues(tree: Tree, rules: Rules, token: int, state: State, *, is_event: bool = False) -> None:
    """Negation, adverbs, determiners, modals and markers that hang from a word."""
    if not state.is_open:
        return
    for child in tree.children[token]:
        word, dep = tree.lower[child], tree.dep[child]
        if _is_pseudo(tree, rules, child):
            continue
        effect = None
        if dep in ("neg", "advmod", "preconj", "cc", "amod", "npadvmod") or (
            dep == "det" and word in ("no", "neither")
        ):
            pair = f"{tree.lower[child - 1]} {word}" if child else word
            effect = rules.cues.preceding.get(word) or rules.cues.preceding.get(pair)
            if dep == "det":
                effect = rules.cues.preceding["not"]
            elif effect is not None and dep in ("advmod", "amod") and not _modifies_event(tree, child, token):
                effect = None
        elif dep == "prep" and word in ("at", "in", "under"):
            if any(tree.lower[c] == "no" for noun in tree.under(child, "pobj") for c in tree.under(noun, "det")):
                effect = rules.cues.preceding["not"]
        elif dep in ("nsubj", "nsubjpass", "dobj", "agent") and is_event:
            negated = [c for c in tree.under(child, "det", "neg") if tree.lower[c] in ("no", "neither")]
            if negated or word in ("none", "nobody", "neither", "nothing"):
                effect = rules.cues.preceding["not"]
        elif dep in ("mark", "advmod"):
            effect = rules.cues.marks.get(word)
        if effect is not None:
            state.apply(effect, child)
    add_modals(tree, rules, token, state)
    add_following(tree, rules, token, state)


def _modifies_event(tree: Tree, child: int, token: int) -> bool:
    """Adverbs act on verbs, adjectives on event nouns ("likely" before a number does not)."""
    return tree.pos[token] != "NUM"


def _is_pseudo(tree: Tree, rules: Rules, token: int) -> bool:
    return any(" ".join(tree.lower[token : token + n]) in rules.cues.pseudo for n in (2, 3)) or (
        token > 0 and " ".join(tree.lower[token - 1 : token + 1]) in rules.cues.pseudo
    )


def add_modals(tree: Tree, rules: Rules, token: int, state: State) -> None:
    """Modal verbs, and an if-clause below a verb with auxiliaries."""
    for child in tree.under(token, "aux"):
        effect = rules.cues.modals.get(tree.lower[child])
        if effect is None:
            continue
        if tree.lower[child] in ("would",) and state.voice.source is None and _under_speech(tree, rules, token):
            effect = rules.cues.modals["will"]
        state.apply(effect, child)
    clauses = tree.under(token, "advcl")
    if any(tree.lower[m] in ("if", "unless") for c in clauses for m in tree.under(c, "mark")) and tree.under(
        token, "aux"
    ):
        state.apply(Effect(realis="hypothetical"), token)


def _under_speech(tree: Tree, rules: Rules, verb: int) -> bool:
    """Whether a clause is what somebody said: its "would" is then a reported "will"."""
    parent = tree.head[verb]
    return parent != verb and tree.dep[verb] in ("ccomp", "conj") and tree.lemma[parent] in rules.reporting.verbs


def add_following(tree: Tree, rules: Rules, token: int, state: State) -> None:
    """ "is unconfirmed", "is false", "remains unclear", said of the event or of the clause."""
    for child in tree.under(token, "acomp", "attr", "oprd"):
        effect = rules.cues.following.get(tree.lower[child])
        if effect is not None:
            state.apply(effect, child)
