"""Random corpora of two wars that share nothing: gold-style articles made from a list of numbers each.

An article tells some of its war's facts in one of several wordings, with ages, counts, days and places that differ from
article to article, so that entities join, relations gather support and verdicts of every kind arise.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple


class War(NamedTuple):
    """The names of one war: two sides as adjectives, the state it is in, towns, people as variants, units as variants."""

    sides: tuple[str, str]
    state: str
    towns: tuple[str, ...]
    people: tuple[tuple[str, ...], ...]
    units: tuple[tuple[str, ...], ...]


NORTH: Final = War(
    ("Sudanese", "Ethiopian"),
    "Sudan",
    ("Kassala", "El Fasher", "North Darfur"),
    (("Idris Tahir", "I. Tahir"), ("Ahmed Koko", "Ahmad Koko")),
    (("14th Infantry Division", "14th Division"), ("9th Brigade",)),
)
FAR: Final = War(
    ("Colombian", "Ecuadorian"),
    "Colombia",
    ("Tumaco", "Pasto"),
    (("Juan Pardo", "J. Pardo"), ("Luis Mina",)),
    (("29th Brigade",), ("3rd Marine Battalion",)),
)


def make_article(ident: str, war: War, numbers: Sequence[int]) -> str:
    """One article; each number tells one fact. The day of publication follows from the first."""
    day = 10 + numbers[0] % 12
    blocks = [f"@{ident} 2024-05-{day:02d} Paper {numbers[0] % 5}"]
    for at, number in enumerate(numbers):
        fact, wording = number % len(_FACTS), number // len(_FACTS)
        blocks.append(_FACTS[fact](war, wording, f"{at}"))
    return "\n\n".join([f"{blocks[0]}\n{blocks[1]}", *blocks[2:]])


def _person(war: War, n: int) -> str:
    variants = war.people[n % 2]
    return variants[n // 2 % len(variants)]


def _aged(war: War, n: int, k: str) -> str:
    age = 30 + n % 3
    return f"""[{_person(war, n)}|PERSON#x{k}] of [{war.state}|PLACE], [{age}|QUANTITY#q{k}], spoke.
> has_age x{k} -> q{k}; value {age}; unit years"""


def _born(war: War, n: int, k: str) -> str:
    return f"""[{_person(war, n)}|PERSON#x{k}] of [{war.state}|PLACE] was born in [{1991 + n % 4}|DATE#d{k}].
> born_on x{k} -> d{k}"""


def _ranked(war: War, n: int, k: str) -> str:
    rank = ("Major", "Colonel", "Lieutenant Colonel")[n % 3]
    return f"""[{rank}|RANK#r{k}] [{_person(war, n)}|PERSON#x{k}] of the [{_unit(war, n)}|UNIT#u{k}] spoke.
> has_rank x{k} -> r{k}
> member_of x{k} -> u{k}"""


def _unit(war: War, n: int) -> str:
    variants = war.units[n % 2]
    return variants[n // 2 % len(variants)]


def _taken(war: War, n: int, k: str) -> str:
    day, town = 1 + n % 4, war.towns[n % len(war.towns)]
    said = "" if n % 2 else "; denied"
    event = f"captured in [{town}|PLACE#p{k}] on [{day} May|DATE#d{k}]"
    return f"""[{_person(war, n)}|PERSON#x{k}] {"was" if n % 2 else "was not"} {event}.
> captured - -> x{k}{said}; place p{k}; time d{k} 2024-05-{day:02d}"""


def _strong(war: War, n: int, k: str) -> str:
    count = 900 + 100 * (n % 4)
    return f"""[{war.state}|PLACE]'s [{_unit(war, n)}|UNIT#u{k}] has [about {count}|QUANTITY#q{k}] men.
> has_strength u{k} -> q{k}; value {count}"""


def _held(war: War, n: int, k: str) -> str:
    side, verb = war.sides[n % 2], ("hold", "do not hold")[n // 2 % 2]
    denied = "; denied" if verb != "hold" else ""
    return f"""[[{side}|NATIONALITY] forces|GROUP#x{k}] {verb} [{war.towns[0]}|PLACE#p{k}] in [{war.state}|PLACE].
> controls x{k} -> p{k}{denied}"""


def _attacked(war: War, n: int, k: str) -> str:
    one, other = war.sides if n % 2 else war.sides[::-1]
    place = f" near [{war.towns[n % 2]}|PLACE#p{k}]" if n % 3 else ""
    return f"""[[{one}|NATIONALITY] forces|GROUP#x{k}] shelled [[{other}|NATIONALITY] forces|GROUP#y{k}]{place}.
> attacked x{k} -> y{k}{f"; place p{k}" if place else ""}"""


def _sniper(war: War, n: int, k: str) -> str:
    year, role = 2012 + n % 3, ("sniper", "gunner")[n % 2]
    who = f"[[{war.sides[0]}|NATIONALITY] [{role}|ROLE#r{k}]|PERSON.nominal#x{k}]"
    return f"""A {who} taken in [{war.towns[0]}|PLACE#p{k}] has served since [{year}|DATE#d{k}].
> has_role x{k} -> r{k}
> captured - -> x{k}; place p{k}
> serves_since x{k} -> d{k}"""


def _prisoners(war: War, n: int, k: str) -> str:
    count = ("Two", "Three")[n % 2]
    who = f"[[{count}|QUANTITY] [{war.sides[1]}|NATIONALITY] soldiers|GROUP#x{k}]"
    return f"""{who} were captured in [{war.towns[0]}|PLACE#p{k}] on [{3 + n % 2} May|DATE#d{k}].
> captured - -> x{k}; place p{k}; time d{k} 2024-05-0{3 + n % 2}"""


_FACTS: Final = (_aged, _born, _ranked, _taken, _strong, _held, _attacked, _sniper, _prisoners)
