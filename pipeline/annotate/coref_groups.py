"""Groups and people taken up again: from the headline in the lede, by their number ("the two", "both"), by their fate.

Word lists: configs/annotate/coref.yaml (together_two, together_three, any_people).
"""

from collections.abc import Mapping

from pipeline.annotate.coref_clauses import SUBJECTS
from pipeline.annotate.coref_numbers import number_key
from pipeline.annotate.coref_walk import Referent, Walk
from pipeline.annotate.spans import Candidate
from pipeline.annotate.tokens import Tokens

_LEDE = 2  # sentences behind the headline that may tell of it anew
_FEW = 12  # people whom a report still tells of one by one
_NEAR = 3  # sentences back in which "the two" find two people
_AGAIN = frozenset({"PERSON", "GROUP", "PLACE", "UNIT"})

Lists = Mapping[str, frozenset[str]]


def find_in_headline(walk: Walk, n: int, lists: Lists) -> int | None:
    """Whom the headline told of, where the lede introduces them again: "Two soldiers killed" and "Two soldiers were ..."."""
    tokens, mention = walk.tokens, walk.mentions[n]
    end = walk.headline_end
    if mention.first < end or not end or mention.label not in _AGAIN:
        return None
    if tokens.sentence[mention.first] - tokens.sentence[end - 1] > _LEDE:
        return None
    told = [r for r in walk.referents.values() if r.label == mention.label and r.last_token < end and not r.is_named]
    fits = [r for r in told if _is_told_again(walk, r, mention, lists)]
    return fits[0].first if len(fits) == 1 else None


def _is_told_again(walk: Walk, referent: Referent, mention: Candidate, lists: Lists) -> bool:
    """Whether a mention of the lede can be this one of the headline: one head and no other number, or one number."""
    sides, numbers = walk.sides(mention), walk.numbers(mention)
    if (sides and referent.sides and not sides & referent.sides) or referent.contrast != walk.contrast(mention):
        return False
    same_number = bool(numbers & referent.numbers)
    head = walk.head_word(mention)
    if head in referent.heads:
        one, other = _modifiers(walk.tokens, walk.mentions[referent.first]), _modifiers(walk.tokens, mention)
        return (same_number or not numbers or not referent.numbers) and (not one or not other or bool(one & other))
    if not same_number or mention.label != "GROUP":
        return False
    heads = {head, *referent.heads}
    if any(number_key(word) is not None or word in lists["any_people"] for word in heads):
        return True  # "at least 30" of the headline, "at least 30 people" of the lede
    return bool(frozenset.intersection(*(walk.kin.get(word, frozenset()) for word in heads)))


def _modifiers(tokens: Tokens, mention: Candidate) -> set[str]:
    """The nouns before the head: "field commanders" are no "theatre commanders"."""
    return {tokens.lower[i] for i in range(mention.first, mention.head) if tokens.pos[i] in {"NOUN", "PROPN"}}


def is_number_alone(walk: Walk, mention: Candidate) -> bool:
    """Whether a group is only counted again: "the two", "all five", "both"."""
    tokens = walk.tokens
    if mention.label != "GROUP" or mention.detector == "nominals:of":
        return False
    inside = tokens.lower[mention.first : mention.last]
    if inside[0] == "both" or mention.detector == "nominals:together":
        return True
    counted = [word for word in inside if word != "all"]
    before = tokens.lower[mention.first - 1] if mention.first else ""
    points_back = before in {"the", "these", "those", "all"} or inside[0] == "all"
    return points_back and len(counted) == 1 and bool(walk.numbers(mention) or number_key(counted[0]))


def find_counted(walk: Walk, n: int, lists: Lists) -> int | None:
    """The only near group of the number that "the two", "all five" or "the pair" repeats."""
    tokens, mention = walk.tokens, walk.mentions[n]
    words = tokens.lower[mention.first : mention.last]
    wanted = {str(number) for word in words if (number := _number_of(word, lists)) is not None}
    here = tokens.sentence[mention.first]
    near = [
        r for r in walk.referents.values()
        if r.label == "GROUP" and r.numbers & wanted and here - r.last_sentence <= _NEAR and not walk.encloses(r, mention)
    ]  # fmt: skip
    return near[0].first if len(near) == 1 else None


def _number_of(word: str, lists: Lists) -> str | None:
    """The number in a word that counts people: "both", "pair" and "two" are 2, "trio" and "three" 3."""
    if word in lists["together_two"]:
        return "2"
    return "3" if word in lists["together_three"] else number_key(word)


def find_only_group(walk: Walk, n: int, lists: Lists) -> int | None:
    """The only few people told of in the sentence before, whom "the men" or "the troops" as a subject takes up again."""
    tokens, mention = walk.tokens, walk.mentions[n]
    head, numbers = walk.head_word(mention), walk.numbers(mention)
    if (
        head not in lists["people_again"]
        or mention.last - mention.first > 1
        or tokens.dep[mention.head] not in SUBJECTS
    ):
        return None
    here = tokens.sentence[mention.first]
    near = [r for r in walk.referents.values() if r.label == "GROUP" and here - r.last_sentence <= 1]
    if len(near) != 1 or not near[0].heads or not any(_is_few(number) for number in near[0].numbers) or numbers:
        return None
    kin = walk.kin.get(head, frozenset())
    fits = all(word == head or bool(kin & walk.kin.get(word, frozenset())) for word in near[0].heads)
    return near[0].first if fits else None


def _is_few(number: str) -> bool:
    return number.isdigit() and int(number) <= _FEW
