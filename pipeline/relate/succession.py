"""Who held a post before somebody and who holds it after: "appointed commander, replacing X", "his successor, Y, took
over".

Cues: configs/grammar/succession.yaml, which recognition reads as well.
"""

from collections.abc import Iterable, Iterator

from pipeline.grammar.succession import succession_cues
from pipeline.records import Claim, Mention
from pipeline.relate.arguments import find_argument
from pipeline.relate.facts import Fact
from pipeline.relate.offices import is_past, role_holder
from pipeline.relate.phrases import PERSON, around, phrase_fact
from pipeline.relate.posts import name_at
from pipeline.relate.reading import Reading
from pipeline.relate.tree import is_passive, surface_subject

_LED = ("verb.relieved_of_command", "verb.gave_up_command", "verb.handed_over_body", "verb.leave_office")
_HIS = frozenset({"his", "her"})


def predecessors(reading: Reading, sentence: tuple[int, int], facts: Iterable[Fact]) -> Iterator[Fact]:
    """Who had the post that somebody takes in this sentence: the same role, and a member of the body."""
    known, cues = list(facts), succession_cues().before_predecessor
    for at in range(sentence[0] + 1, sentence[1] - 1):
        length = cues.length(reading.tree.lower, at)
        before = name_at(reading, at + length) if length else None
        if length and reading.tree.lower[at + 1] == "by" and is_passive(reading.tree, at):
            before = _subject(reading, at)  # "X was replaced by Y as commander"
        if before is None:
            continue
        taken = [f for f in known if f.predicate in ("has_role", "commands") and _is_taken(reading, f, at, before)]
        roles = [f for f in taken if f.predicate == "has_role" and f.object is not None]
        if roles:
            role = max(roles, key=lambda f: f.object.end if f.object is not None else 0).object
            if role is not None:
                yield phrase_fact(reading.tree, reading.index, "has_role", before, role, "predecessor")
                yield from role_holder(reading, before, role, has_left=True)
        elif taken and taken[-1].object is not None:
            yield phrase_fact(reading.tree, reading.index, "member_of", before, taken[-1].object, "predecessor")


def _is_taken(reading: Reading, fact: Fact, at: int, before: Mention) -> bool:
    """Whether a fact says before token `at`, by a verb, what somebody else than the predecessor takes."""
    if fact.subject is None or fact.object is None or fact.subject.mention_id == before.mention_id:
        return False
    ends = reading.index.tokens[fact.object.mention_id][1]
    said = fact.is_event or fact.rule_id.startswith(("verb.", "noun."))
    if not said or fact.rule_id.startswith(_LED) or (fact.object.label == "ROLE" and is_past(reading, fact.object)):
        return False
    if reading.tree.tag[at] in ("VBD", "VBZ", "VBN"):
        return fact.anchor == at  # "X succeeds Y as commander": not what X was before
    return ends <= at and not _was(reading, fact.anchor)


def _was(reading: Reading, anchor: int) -> bool:
    """ "who until May was commander": a copula of the past in a relative clause tells of an earlier post."""
    return reading.tree.lower[anchor] in ("was", "were", "been") and reading.tree.dep[anchor] == "relcl"


def successors(reading: Reading, sentence: tuple[int, int], claims: Iterable[Claim]) -> Iterator[Fact]:
    """Who stands to somebody of whom it was told what he leads: "his successor, X, took over", "Y takes his place" lead
    it; "his deputy, X", "X, his predecessor", "X, whom he succeeded" are, or were, in it."""
    tree, cues, known = reading.tree, succession_cues(), list(claims)
    for at in range(sentence[0], sentence[1] - 2):
        follower = member = None
        leader = at
        if tree.lower[at] in _HIS:
            follower = _follower(reading, sentence, at)
            member = _of_leader(reading, at) if follower is None else None
        elif tree.lower[at] == "whom" and cues.before_predecessor.length(tree.lower, at + 2):
            leader, member = at + 1, _name_before(reading, at)
        one = follower or member
        body = _led_by(reading, leader, known, one) if one is not None else None
        if one is not None and body is not None:
            predicate, rule = ("commands", "successor") if follower is not None else ("member_of", "of_leader")
            yield phrase_fact(tree, reading.index, predicate, one, body, rule)


def _follower(reading: Reading, sentence: tuple[int, int], at: int) -> Mention | None:
    """ "His successor, X, took over", "Y takes his place": who leads after the one whom "his" at a token means."""
    tree, cues = reading.tree, succession_cues()
    if tree.lower[at + 1 : at + 3] == ["successor", ","]:
        takes = any(cues.taking_over.length(tree.lower, token) for token in range(*sentence))
        return name_at(reading, at + 3) if takes else None
    if tree.lower[at + 1] == "place" and at > sentence[0] and cues.taking_place.length(tree.lower, at - 1):
        return _subject(reading, at - 1)
    return None


def _of_leader(reading: Reading, at: int) -> Mention | None:
    """ "His deputy, X", "X, his predecessor": who is called by what he is to the one whom "his" at a token means."""
    tree = reading.tree
    length = reading.rules.structure.phrases["of_a_leader"].length(tree.lower, at + 1)
    if not length:
        return None
    end = at + 1 + length
    end += end < len(tree.words) and tree.lower[end] == ","
    named = name_at(reading, end) if end < len(tree.words) and tree.sentence[end] == tree.sentence[at] else None
    return _name_before(reading, at) or named


def _name_before(reading: Reading, at: int) -> Mention | None:
    """The name before a token and its comma or "as": "X, (his predecessor)", "named X as (his deputy)"."""
    if at < 2 or reading.tree.lower[at - 1] not in (",", "as"):
        return None
    here = around(reading.index, at - 2)
    return next((m for m in here if m.label == "PERSON" and m.kind == "name"), None)


def _subject(reading: Reading, verb: int) -> Mention | None:
    """The name that is the subject of a verb."""
    for token in surface_subject(reading.tree, verb):
        found = find_argument(reading.tree, reading.index, reading.rules.structure, token, PERSON)
        if found is not None and found[0].kind == "name":
            return found[0]
    return None


def _led_by(reading: Reading, leader: int, claims: Iterable[Claim], one: Mention) -> Mention | None:
    """What the one whom a word means was last told to lead, or to have led.

    Of "X, his predecessor" nobody is X himself: then it is the last of whom such was told.
    """
    index = reading.index
    here = [m for m in around(index, leader) if m.label == "PERSON" and m.kind != "nominal"]
    who = next(iter(here), None)
    meant = None if who is None else who.referent or (who.mention_id if who.kind == "name" else None)
    last: Mention | None = None
    for claim in claims:
        whom = index.by_id.get(claim.subject_mention_id or "")
        told = None if whom is None else _identity(whom)
        is_meant = told is not None and told != _identity(one) and meant in (told, _identity(one))
        if is_meant and (claim.predicate == "commands" or claim.rule_id.startswith(_LED)):
            last = index.by_id.get(claim.object_mention_id or "") or last
    return last if last is not None and last.label in ("UNIT", "ORG") and meant is not None else None


def _identity(mention: Mention) -> str:
    return mention.referent or mention.mention_id
