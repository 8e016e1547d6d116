"""Rank and role: before a name, behind it, inside a description, behind a copula; an age behind a copula."""

import re
from collections.abc import Iterator

from pipeline.records import Mention
from pipeline.relate.ages import can_be_age
from pipeline.relate.arguments import MentionIndex, find_argument
from pipeline.relate.descriptions import COPULAS
from pipeline.relate.facts import Fact
from pipeline.relate.offices import role_holder
from pipeline.relate.phrases import (
    PEOPLE,
    PERSON,
    TITLES,
    adverbial_before,
    around,
    is_age,
    mentions_inside,
    phrase_fact,
)
from pipeline.relate.posts import past_body
from pipeline.relate.reading import Reading
from pipeline.relate.tree import Tree, conjuncts, surface_subject

_MAX_GAP = 3  # tokens between a name and the title or age that belongs to it
_MAX_BEHIND = 12  # tokens behind a name in which its apposition begins
_MAX_BETWEEN = 8
_MAX_NEXT = 4  # tokens behind a title and its body in which a further title begins: ", now Commander"
_MAX_BRACKET = 3  # tokens of a bracket that stands between a title and its name
_MAX_SHARED = 6  # names that share one plural title
_DASHES = frozenset({"-", "–", "—"})
# What may stand between a title and a name or another title: X a body or place, "o" of or for, "," a comma.
_SMALL_WORDS = {
    ",": ",",
    "of": "o",
    "for": "o",
    "from": "o",
    "the": "",
    "in": "i",
    "at": "i",
    "'s": "s",
    "’s": "s",
    "and": "a",
    "one": "",
}
# "GOC 7 Division and Commander, Sector 1 of Operation X, Brig. Gen. Y"
_BETWEEN_TITLES = re.compile(r",?(?:[oi]?X(?:,?[ois]?X)*)?[,a]?")
_MAX_ALIAS = 8


def titles(reading: Reading, mention: Mention) -> Iterator[Fact]:
    """Rank and role beside a name: "President X", "X, a researcher", "Colonel X", "the spokesman, Major X"."""
    tree, index = reading.tree, reading.index
    first, _last = index.tokens[mention.mention_id]
    if mention.kind == "pronoun":
        return
    inside = [m for m in mentions_inside(index, mention) if m.label in TITLES]
    before = _titles_before(tree, index, first) or _shared_titles(reading, mention)
    for title in [*before, *_titles_after(reading, mention)]:
        if mention.kind == "nominal" and title.label == "ROLE" and any(m.label == "ROLE" for m in inside):
            continue  # "a rifleman, gunner, orderly": a list, nobody's title
        yield phrase_fact(
            tree,
            index,
            "has_role" if title.label == "ROLE" else "has_rank",
            mention,
            title,
            f"{title.label.lower()}_beside_name",
        )
    for inner in inside:
        yield from role_holder(reading, mention, inner)


def _titles_before(tree: Tree, index: MentionIndex, first: int) -> list[Mention]:
    """Titles that stand directly before a name, with only commas, "of X" complements or other titles between."""
    found: list[Mention] = []
    at, between = first - 1, ""
    sentence = tree.sentence[first]
    while at >= 0 and tree.sentence[at] == sentence and len(between) <= _MAX_BETWEEN:
        here = around(index, at)
        title = next((m for m in here if m.label in TITLES), None)
        if title is not None:
            start = index.tokens[title.mention_id][0]
            if _BETWEEN_TITLES.fullmatch(between) is None and not _linked(tree, index.head_of[title.mention_id], first):
                break
            if between in ("a", "a,", ",a"):
                break  # "the governor and General X" are two people
            if between and _follows_a_name(tree, index, start):
                break
            found.append(title)
            at, between = start - 1, ""
            continue
        holder = next((m for m in here if m.label in ("UNIT", "ORG", "PLACE", "NATIONALITY")), None)
        if holder is not None:
            at, between = index.tokens[holder.mention_id][0] - 1, "X" + between
        elif tree.lower[max(0, at - 2) : at + 1] == ["in", "charge", "of"]:
            at, between = at - 3, "o" + between
        elif tree.lower[max(0, at - 1) : at + 1] == ["-", "based"] and at > 1:
            at -= 3 if around(index, at - 2) else 2  # "commander of the X-based 2nd Division, General Y"
        elif tree.lower[at] in _SMALL_WORDS:
            between = _SMALL_WORDS[tree.lower[at]] + between
            at -= 1
        elif (opening := _bracket_before(tree, at)) is not None:
            at = opening - 1
        elif not here and (opening := adverbial_before(tree, index, at)) is not None:
            at, between = opening - 1, "iX" + between
        elif tree.pos[at] == "PROPN" and tree.words[at][:1].isupper() and not here:
            at, between = at - 1, between if between.startswith("X") else "X" + between
        else:
            break
    return found


def _follows_a_name(tree: Tree, index: MentionIndex, start: int) -> bool:
    """ "X, commander of Y, Major Z": the role stands behind the comma of somebody else."""
    at = start - 1
    while at > 0 and tree.lower[at] in ("a", "an", "the"):
        at -= 1
    if at <= 0 or tree.lower[at] not in (",", "("):
        return False
    name = next((m for m in around(index, at - 1) if m.label == "PERSON" and m.kind == "name"), None)
    return name is not None and not _has_role_before(tree, index, name)


def _has_role_before(tree: Tree, index: MentionIndex, name: Mention) -> bool:
    """Whether somebody has a role before his name already: what follows behind a comma may be another's."""
    first = index.tokens[name.mention_id][0]
    near = range(max(0, first - _MAX_BETWEEN), first)
    return any(m.label == "ROLE" for t in near if tree.sentence[t] == tree.sentence[first] for m in around(index, t))


def _titles_next(tree: Tree, index: MentionIndex, at: int) -> bool:
    """ ", Major General Y" at a token: a comma, a rank and the next name."""
    if at + 1 >= len(tree.words) or tree.lower[at] != ",":
        return False
    rank = index.starting_at(at + 1, frozenset({"RANK"}))
    after = index.tokens[rank.mention_id][1] if rank is not None else len(tree.words)
    return after < len(tree.words) and index.starting_at(after, PERSON) is not None


def _shared_titles(reading: Reading, mention: Mention) -> list[Mention]:
    """ "Colonels X and Y": a plural title before the first of coordinated names is that of each."""
    tree, index = reading.tree, reading.index
    at = index.tokens[mention.mention_id][0] - 1
    for _ in range(_MAX_SHARED):
        if at <= 0 or tree.lower[at] not in ("and", ",", "&"):
            return []
        before = next((m for m in around(index, at - 1) if m.label == "PERSON" and m.kind == "name"), None)
        if before is None:
            return []
        at = index.tokens[before.mention_id][0] - 1
        shared = next((m for m in around(index, at) if m.label in TITLES), None) if at >= 0 else None
        if shared is not None:
            word = shared.text.lower().rstrip(".")
            is_plural = word.endswith("s") and not word.endswith("ss")
            return [shared] if is_plural else []
    return []


def _bracket_before(tree: Tree, at: int) -> int | None:
    """Where a short bracket that closes at `at` opens ("General Officer Commanding (GOC) 7 Division"), or None."""
    if tree.lower[at] != ")":
        return None
    return next((t for t in range(at - 1, max(-1, at - 2 - _MAX_BRACKET), -1) if tree.lower[t] == "("), None)


def _linked(tree: Tree, title: int, name: int) -> bool:
    """Whether parser and punctuation make the name an apposition of the title."""
    at = name
    for _ in range(5):
        if tree.head[at] == title:
            return tree.dep[at] in ("appos", "compound", "nmod", "flat", "dep")
        if tree.head[at] == at:
            break
        at = tree.head[at]
    return tree.head[title] == at and tree.dep[title] in ("appos", "compound", "nmod")


def _titles_after(reading: Reading, mention: Mention) -> list[Mention]:
    """Titles in apposition behind a name: "X, a researcher at Y", "X, 33, of Z, commander of", "X, Colonel,
    Director"."""
    tree, index = reading.tree, reading.index
    head, last = index.head_of[mention.mention_id], index.tokens[mention.mention_id][1]
    found = []
    for child in tree.under(head, "appos"):
        for at in conjuncts(tree, child):
            title = index.headed_by(at, TITLES)
            person = index.headed_by(at, PERSON)
            is_own = title is not None and not _is_anothers(tree, index, mention, title)
            if (
                title is not None
                and is_own
                and title.start >= mention.end
                and (person is None or person.kind != "name")
            ):
                found.append(title)
    at, end = last, min(last + _MAX_BEHIND, len(tree.words))
    after_comma = False
    while at < end and tree.sentence[at] == tree.sentence[last - 1]:
        title = index.starting_at(at, TITLES)
        if title is not None and after_comma:
            at = index.tokens[title.mention_id][1]
            if at < len(tree.words) and index.starting_at(at, PERSON) is not None:
                break  # the title of somebody else
            if _acts_alone(tree, index.head_of[title.mention_id]):
                break
            if _titles_next(tree, index, at) and _has_role_before(tree, index, mention):
                break
            found.append(title)
            at = past_body(reading, at)
            end = min(at + _MAX_NEXT, len(tree.words))
            after_comma = tree.lower[at - 1] == ","
        elif _opens_apposition(tree, at):
            after_comma, at = True, at + 1
        elif after_comma and (skipped := _skippable(tree, index, at)) > at:
            at = skipped
        else:
            break
    return list({m.mention_id: m for m in found}.values())


def _is_anothers(tree: Tree, index: MentionIndex, mention: Mention, title: Mention) -> bool:
    """Whether a title behind a name stands before the next one's: "X, Chief of Staff; Maj. Gen. Y"."""
    first, after = index.tokens[title.mention_id]
    if after < len(tree.words) and index.starting_at(after, PERSON) is not None:
        return True
    if ";" in tree.lower[index.tokens[mention.mention_id][1] : first]:
        return True
    return _titles_next(tree, index, after) and _has_role_before(tree, index, mention)


def _opens_apposition(tree: Tree, at: int) -> bool:
    """A comma, an opening bracket, or a dash with space before it."""
    spaced = at > 0 and tree.start[at] > tree.end[at - 1]
    return tree.lower[at] in (",", "(") or (tree.lower[at] in _DASHES and spaced)


def _acts_alone(tree: Tree, role: int) -> bool:
    """ "Represented by X, the governor spoke": the role is the subject of its own verb, no apposition of X."""
    verb = tree.head[role]
    if tree.dep[role] not in ("nsubj", "nsubjpass") or verb <= role:
        return False
    return not any(tree.lower[t] in (",", ")") or tree.lower[t] in _DASHES for t in range(role + 1, verb))


def _skippable(tree: Tree, index: MentionIndex, at: int) -> int:
    """Where reading goes on behind an age, a demonym, "of X" or an article in an apposition; `at` when nothing fits."""
    mention = index.starting_at(at, frozenset({"QUANTITY", "NATIONALITY", "DATE"}))
    if mention is not None:
        return index.tokens[mention.mention_id][1]
    if tree.lower[at] in ("of", "from") and at + 1 < len(tree.words):
        place = index.starting_at(at + 1, frozenset({"PLACE"}))
        return at if place is None else index.tokens[place.mention_id][1]
    length = tree.phrases["times_of_posts"].length(tree.lower, at) or _until_posted(tree, at)
    if length:
        return at + length
    if tree.lower[at] in tree.sets["alias_openers"]:
        return _past_alias(tree, at)
    return at + 1 if tree.lower[at] in tree.sets["before_apposed_titles"] or tree.pos[at] == "ADJ" else at


def _until_posted(tree: Tree, at: int) -> int:
    """The length of "until his posting" at a token; 0 where nothing of the kind stands there."""
    words = tree.lower[at : at + 3]
    is_until = len(words) == 3 and words[0] in ("until", "till", "before") and words[1] in ("his", "her")
    return 3 if is_until and words[2] in tree.sets["postings"] else 0


def _past_alias(tree: Tree, at: int) -> int:
    """Where a callsign or by-name ends: behind the comma of 'call sign "Raven",'; `at` where none closes it."""
    end = min(at + _MAX_ALIAS, len(tree.words))
    return next((t + 1 for t in range(at + 1, end) if tree.lower[t] in (",", ")")), at)


def copulas(reading: Reading, mention: Mention) -> Iterator[Fact]:
    """ "was a rifleman", "is 20 years old", "became a colonel", "X, then a sniper": a value behind a copula."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    verb = _copula_above(tree, index, mention)
    if verb is None:
        return
    predicate = {"ROLE": "has_role", "RANK": "has_rank", "QUANTITY": "has_age"}[mention.label]
    said_to_be_age = mention.label != "QUANTITY" or is_age(mention)
    if not said_to_be_age and not can_be_age(mention):
        return
    labels = PEOPLE if mention.label == "QUANTITY" and said_to_be_age else PERSON
    for token in surface_subject(tree, verb):
        found = find_argument(tree, index, rules.structure, token, labels)
        if found is None or (found[0].start <= mention.start and mention.end <= found[0].end):
            continue
        yield phrase_fact(tree, index, predicate, found[0], mention, "copula", anchor=verb)


def inverse_copulas(reading: Reading, mention: Mention) -> Iterator[Fact]:
    """ "The commander of X is Colonel Y", "whose commander is Y": the office as subject, its holder behind the
    copula."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    head = index.head_of[mention.mention_id]
    verb = tree.head[head]
    if tree.dep[head] != "nsubj" or tree.lemma[verb] not in COPULAS:
        return
    for token in tree.under(verb, "attr"):
        found = find_argument(tree, index, rules.structure, token, PERSON)
        if found is not None and found[0].kind == "name" and found[0].start > mention.end:
            predicate = "has_role" if mention.label == "ROLE" else "has_rank"
            yield phrase_fact(tree, index, predicate, found[0], mention, "inverse_copula", anchor=verb)


def _copula_above(tree: Tree, index: MentionIndex, mention: Mention) -> int | None:
    """The copula that a complement hangs from, through coordination and "years old"; not past somebody's name."""
    at = index.head_of[mention.mention_id]
    for _ in range(4):
        dep, parent = tree.dep[at], tree.head[at]
        if parent == at:
            return None
        if dep in ("attr", "acomp", "oprd") and tree.lemma[parent] in COPULAS:
            return parent
        if (
            mention.label == "QUANTITY"
            and dep in ("dobj", "attr", "acomp")
            and tree.lemma[parent] in tree.sets["aging"]
        ):
            return parent
        person = index.headed_by(parent, PERSON)
        if person is not None and person.kind == "name":
            return None
        if dep in ("conj", "npadvmod", "nummod", "compound", "nmod", "amod", "advmod") and tree.pos[parent] != "VERB":
            at = parent
            continue
        return None
    return None
