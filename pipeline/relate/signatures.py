"""Who signs a statement: name, rank, post and body one below the other, or run together behind a name in capitals."""

from collections.abc import Iterator

from pipeline.records import Mention
from pipeline.relate.facts import Fact
from pipeline.relate.phrases import TITLES, phrase_fact
from pipeline.relate.reading import Reading

_MAX_TITLES = 3  # rank, post and a further post


def signature(reading: Reading, person: Mention) -> Iterator[Fact]:
    """ "EMEKA OBI Colonel Acting Director Army Public Relations": rank and post behind a name, without commas."""
    tree, index = reading.tree, reading.index
    if person.kind != "name":
        return
    first, last = index.tokens[person.mention_id]
    is_first = first == tree.sentences[tree.sentence[first]][0] or tree.lower[first - 1] in (":", "\n")
    at = _past_break(reading, last)
    if not is_first or (at == last and not person.text.isupper()) or at >= len(tree.words):
        return
    if at > last and "\n" not in tree.words[last] and tree.sentence[at] == tree.sentence[last - 1]:
        return
    for _ in range(_MAX_TITLES):
        title = index.starting_at(at, TITLES) if at < len(tree.words) else None
        if title is None:
            return
        predicate = "has_role" if title.label == "ROLE" else "has_rank"
        yield phrase_fact(tree, index, predicate, person, title, "signed")
        at = _past_break(reading, index.tokens[title.mention_id][1])


def _past_break(reading: Reading, at: int) -> int:
    """The token behind the line break, or the comma, that may stand at token `at`."""
    words = reading.tree.words
    while at < len(words) and (words[at].isspace() or words[at] == ","):
        at += 1
    return at
