"""How one clause hangs from another: as what a noun or verb says, beside it, or as a question in it."""

from pipeline.relate.cues import denial_of
from pipeline.relate.reading import Reading
from pipeline.relate.rules import Rules
from pipeline.relate.tree import Tree, has_infinitive, has_mark

_LOOSE = frozenset({"ccomp", "parataxis", "dep", "conj"})
_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_MAX_CLIMB = 40


def is_content(reading: Reading, at: int, parent: int) -> bool:
    """Whether `at` hangs from a content noun ("claims", "reports") and says what it holds."""
    tree, words = reading.tree, reading.rules.reporting
    is_noun = tree.lemma[parent] in words.nouns | words.hearsay_nouns and tree.pos[parent] == "NOUN"
    linked = tree.dep[at] in ("acl", "ccomp", "relcl", "prep", "appos")
    return is_noun and linked and _is_content_link(tree, at, parent)


def _is_content_link(tree: Tree, at: int, parent: int) -> bool:
    """Whether `at` says what a content noun holds ("claims that P", "reports of P"), not something about the noun."""
    if tree.dep[at] == "prep":
        return tree.lower[at] in ("of", "about", "on", "that")
    if tree.dep[at] == "relcl":
        subject = tree.under(at, "nsubj", "nsubjpass")
        return any(tree.lower[c] == "that" and tree.dep[c] == "mark" for c in tree.children[at]) or bool(
            subject and tree.tag[subject[0]] not in ("WDT", "WP") and tree.lower[subject[0]] != "that"
        )
    if tree.dep[at] == "acl" and tree.tag[at] in ("VBG", "VBN"):
        return bool(tree.under(at, "nsubj", "mark"))
    return True


def stands_alone(tree: Tree, at: int) -> bool:
    """Whether a coordinated clause has a subject or auxiliary of its own, so that the first one's do not reach it."""
    return bool(tree.under(at, "nsubj", "nsubjpass", "aux", "auxpass")) or tree.tag[at] in ("VBD", "VBZ", "VBP")


def goes_on(reading: Reading, at: int, noun: int) -> bool:
    """Whether a participle or infinitive is what its noun is about: "plan to seize", "reports of rebels attacking"."""
    tree, rules = reading.tree, reading.rules
    link = tree.head[noun]
    above = tree.lemma[tree.head[link]]
    is_gerund = tree.tag[at] == "VBG" and tree.dep[noun] == "pobj" and tree.lower[link] in ("of", "about")
    is_participle = tree.tag[at] in ("VBN", "VBG") and not has_infinitive(tree, at)
    return (tree.lemma[noun] in rules.cues.verbs and not is_participle) or (  # not "an operation led by X"
        is_gerund and (above in rules.cues.verbs or above in rules.reporting.nouns)
    )


def stands_apart(tree: Tree, rules: Rules, at: int, parent: int) -> bool:
    """ "P; they have not been seen", "My brother is a tailor, he never held a gun": two sentences in one."""
    if tree.dep[at] not in _LOOSE or not tree.is_verb(parent):
        return False
    between = tree.words[min(at, parent) : max(at, parent)]
    if ";" in between or ":" in between:
        return True
    words, lemma = rules.reporting, tree.lemma[parent]
    governs = lemma in words.verbs or lemma in words.denying or lemma in words.quoting or lemma in rules.cues.verbs
    return tree.dep[at] == "ccomp" and at < parent and not governs and tree.tag[at] in _FINITE and "," in between


def is_embedded_question(tree: Tree, clause: int) -> bool:
    """ "who fired", "how many were killed": takes for granted what "whether" asks."""
    edge = clause
    for _ in range(_MAX_CLIMB):
        first = min(tree.children[edge], default=edge)
        if first >= edge:
            break
        edge = first
    return tree.tag[edge] in ("WP", "WRB", "WDT", "WP$") or (tree.lower[edge] in ("who", "how", "why", "what", "which"))


def is_unknown_fact(tree: Tree, rules: Rules, at: int, verb: int) -> bool:
    """ "The pilots did not know the runway was closed": it was; not "I do not know that it was", nor "whether"."""
    if tree.lemma[verb] not in rules.cues.factive or denial_of(tree, rules, verb) is None:
        return False
    speakers = {tree.lower[s] for s in tree.under(verb, "nsubj")}
    return bool(speakers) and not speakers & {"i", "we"} and not has_mark(tree, at, "whether", "if")
