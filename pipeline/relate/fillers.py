"""From the words of a slot to the mentions that fill it."""

from pipeline.records import Mention
from pipeline.relate.arguments import all_meant, find_argument
from pipeline.relate.reading import Reading

Found = tuple[Mention, tuple[int, ...]]
_MAX_FILLERS = 12  # coordinated words taken in one slot


def fillers(reading: Reading, tokens: list[int], allowed: frozenset[str], used: set[int]) -> list[Found]:
    """The mentions of these labels that the words stand for; words already used elsewhere are passed over."""
    tree, index, rules = reading.tree, reading.index, reading.rules
    found: list[Found] = []
    for token in tokens[:_MAX_FILLERS]:
        if token in used:
            continue
        argument = find_argument(tree, index, rules.structure, token, allowed)
        if argument is not None:
            used.add(token)
            path = tuple(argument[1])
            meant = all_meant(tree, index, rules.structure, path[-1], argument[0])
            found += [(m, path) for m in meant if m.label in allowed]
    return found
