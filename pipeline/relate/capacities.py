"""Posts that somebody holds beside what else is said: "spent three years there as liaison officer", "commander of X and
director of Y"."""

from collections.abc import Iterable, Iterator

from pipeline.records import Mention
from pipeline.relate.arguments import find_argument
from pipeline.relate.facts import Fact
from pipeline.relate.phrases import PERSON, phrase_fact
from pipeline.relate.posts import past_body
from pipeline.relate.reading import Reading
from pipeline.relate.tree import is_passive, surface_subject

_MAX_TO_LIST = 8  # words from "appointments" to the verb or preposition that opens their list
_MAX_BETWEEN = 8  # tokens between the body of one post and the next post


def capacity(reading: Reading, role: Mention) -> Iterator[Fact]:
    """ "wears two hats as commander of X", "his time as adjutant": a post behind a bare "as" is that of who acts."""
    tree, index, sets = reading.tree, reading.index, reading.rules.structure.sets
    at = index.tokens[role.mention_id][0] - 1
    at -= tree.lower[at] in sets["before_capacities"]
    above = tree.head[at]
    if at < 1 or tree.lower[at] != "as" or tree.dep[at] != "prep" or above == at:
        return
    if tree.lemma[above] in sets["tenures"]:
        owners = tree.under(above, "poss") or _doer(reading, tree.head[tree.head[above]])
        anchor = None
    elif tree.is_verb(above) and tree.lemma[above] not in sets["likening"]:
        owners, anchor = _posted(reading, above), above
    else:
        return
    for token in owners[:1]:
        found = find_argument(tree, index, reading.rules.structure, token, PERSON)
        if found is not None and found[0].end < role.start and found[0].mention_id != role.mention_id:
            yield phrase_fact(tree, index, "has_role", found[0], role, "capacity", anchor=anchor)


def _doer(reading: Reading, verb: int) -> list[int]:
    """The subject of a verb, or nothing."""
    return surface_subject(reading.tree, verb) if reading.tree.is_verb(verb) else []


def _posted(reading: Reading, verb: int) -> list[int]:
    """Whom a verb puts into a post: the person that is its object, else its subject."""
    tree, index = reading.tree, reading.index
    objects = [] if is_passive(tree, verb) else tree.under(verb, "dobj")
    people = [t for t in objects if find_argument(tree, index, reading.rules.structure, t, PERSON) is not None]
    return people or surface_subject(tree, verb)


def further_posts(reading: Reading, facts: Iterable[Fact]) -> Iterator[Fact]:
    """ "took over as GOC of 10 Division and Area Commander": the next post without an article is the same one's."""
    tree, index = reading.tree, reading.index
    for fact in facts:
        role, holder = fact.object, fact.subject
        if fact.predicate != "has_role" or role is None or holder is None or role.end <= holder.start:
            continue
        start = at = past_body(reading, index.tokens[role.mention_id][1])
        joined = False
        while at < len(tree.words) and at - start < _MAX_BETWEEN and tree.lower[at] in tree.sets["between_posts"]:
            joined = joined or tree.lower[at] in ("and", "well")
            at += 1
        following = index.starting_at(at, frozenset({"ROLE"})) if joined and at < len(tree.words) else None
        if following is None or tree.sentence[at] != tree.sentence[start - 1]:
            continue
        end = past_body(reading, index.tokens[following.mention_id][1])
        if not _is_anothers(reading, end):
            anchor = fact.anchor if fact.is_event else None
            yield phrase_fact(tree, index, "has_role", holder, following, "further_post", anchor=anchor)


def posts_held(reading: Reading, sentence: tuple[int, int]) -> Iterator[Fact]:
    """ "His previous appointments include Commander, 34 Brigade; Director of Plans": each post of the list is his.

    The list opens behind one of the phrases `posts_held`; whose it is, a pronoun or a name before it says.
    """
    tree, index, phrases = reading.tree, reading.index, reading.rules.structure.phrases
    for at in range(*sentence):
        noun = tree.lemma[at] in reading.rules.structure.sets["posts_held"] and tree.pos[at] == "NOUN"
        start = _list_after(reading, at, sentence[1]) if noun else None
        holder = _holder_before(reading, sentence[0], start) if start is not None else None
        if start is None or holder is None:
            continue
        for token in range(start, sentence[1]):
            role = index.starting_at(token, frozenset({"ROLE"}))
            if role is not None and not _is_anothers(reading, past_body(reading, index.tokens[role.mention_id][1])):
                yield phrase_fact(tree, index, "has_role", holder, role, "posts_held", anchor=at)
            if phrases["ends_of_posts"].length(tree.lower, token):
                break
        return


def _list_after(reading: Reading, noun: int, end: int) -> int | None:
    """Where the list begins that follows a word for posts: behind "(held by him) include", "of", "such as"."""
    tree, phrases = reading.tree, reading.rules.structure.phrases
    for at in range(noun + 1, min(noun + _MAX_TO_LIST, end)):
        length = phrases["openings_of_posts"].length(tree.lower, at)
        if length and (tree.lower[at] != "of" or tree.tag[noun] == "NNS"):
            return at + length
        if tree.lower[at] in (",", ";", ":") or tree.tag[at] == "VBZ":
            return None
    return None


def _holder_before(reading: Reading, start: int, end: int) -> Mention | None:
    """The last person whom a pronoun or a name means before a list of posts."""
    people = [m for m in reading.index.mentions if m.label == "PERSON" and m.kind != "nominal"]
    inside = [m for m in people if start <= reading.index.tokens[m.mention_id][0] < end]
    known = [m for m in inside if m.kind == "name" or m.referent is not None]
    return known[-1] if known else None


def _is_anothers(reading: Reading, end: int) -> bool:
    """Whether a name or a rank follows a post, behind a comma or not: then it is that one's."""
    tree, index = reading.tree, reading.index
    at = end + 1 if tree.lower[end : end + 1] == [","] else end
    return at < len(tree.words) and index.starting_at(at, frozenset({"PERSON", "RANK"})) is not None
