"""Denials that point back: "Kyiv disputes it", "an assertion the army rejected", "The ministry denied the claim."

Such a sentence repeats no event; it denies what the same or the sentence before claims. The denied claims are copies
with
the denier as claimer; their sentence is the one that denies.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.records import Claim, Mention
from pipeline.relate.arguments import MentionIndex
from pipeline.relate.claimers import source_of_noun, source_of_verb
from pipeline.relate.reading import Reading
from pipeline.relate.rules import Rules
from pipeline.relate.tree import Tree, antecedent

_POINTERS = frozenset({"it", "this", "that", "them", "these", "which"})


@dataclass(frozen=True, slots=True)
class Denial:
    """Who denies, at which token, and whose claim it is when the sentence says so."""

    token: int
    denier: Mention
    claimer: Mention | None


def find_denials(reading: Reading, sentence: tuple[int, int]) -> list[Denial]:
    """The denying verbs of a sentence whose object only points at a claim made elsewhere."""
    tree, rules = reading.tree, reading.rules
    found = []
    for token in range(*sentence):
        if (
            tree.lemma[token] not in rules.reporting.denying
            or not tree.is_verb(token)
            or tree.under(token, "ccomp", "xcomp", "neg")
        ):
            continue
        objects = tree.under(token, "dobj", "nsubjpass")
        if not objects and tree.dep[token] == "relcl":
            objects = [tree.head[token]]
        pointers = [o for o in objects if _points_back(tree, rules, o)]
        denier = source_of_verb(reading, token).mention
        if pointers and denier is not None and not (denier.kind == "pronoun" and denier.referent is None):
            found.append(Denial(token, denier, source_of_noun(reading, pointers[0]).mention))
    return found


def _points_back(tree: Tree, rules: Rules, token: int) -> bool:
    """ "it", or a content noun that does not itself say what is claimed."""
    if tree.lower[token] in _POINTERS:
        noun = antecedent(tree, token)
        return noun is None or _points_back(tree, rules, noun)
    if tree.lemma[token] not in rules.reporting.nouns or tree.tag[token] in ("NNP", "NNPS"):
        return False
    complements = [
        c
        for c in tree.children[token]
        if tree.dep[c] in ("ccomp", "acl") or (tree.dep[c] == "prep" and tree.lower[c] == "of")
    ]
    said = [c for c in tree.under(token, "relcl") if any(tree.dep[m] == "mark" for m in tree.children[c])]
    definite = any(
        tree.lower[d] in ("the", "this", "that", "these", "those", "both", "an", "a") for d in tree.under(token, "det")
    )
    return not complements and not said and (definite or bool(tree.under(token, "poss")))


def deny(
    reading: Reading, denial: Denial, here: Sequence[Claim], before: Sequence[Claim], event_rules: frozenset[str]
) -> list[Claim]:
    """Denied copies of the claims that a denial points at: those of its own sentence, else of the sentence before.

    `here` and `before` are the claims of the two sentences; `event_rules` names the kinds of rule that find events. A
    claim that the denier makes is never what the denier denies.
    """
    for claims in (here, before):
        aimed = [c for c in claims if _is_aimed(reading.index, denial, c, event_rules)]
        if aimed:
            return [
                replace(
                    claim,
                    polarity="denied",
                    certainty="certain",
                    claimer_mention_id=denial.denier.mention_id,
                    claimer_text=denial.denier.text,
                    cue=reading.tree.words[denial.token],
                )
                for claim in aimed
            ]
    return []


def _is_aimed(index: MentionIndex, denial: Denial, claim: Claim, is_event: frozenset[str]) -> bool:
    if claim.polarity != "asserted" or claim.claimer_mention_id is None or claim.rule_id.split(".")[0] not in is_event:
        return False
    claimer = index.by_id[claim.claimer_mention_id]
    if _same(claimer, denial.denier):
        return False
    return denial.claimer is None or _same(claimer, denial.claimer)


def _same(a: Mention, b: Mention) -> bool:
    return (a.referent or a.mention_id) == (b.referent or b.mention_id)
