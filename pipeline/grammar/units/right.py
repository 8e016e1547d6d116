"""What stands right of a unit's last word: a number, or an honorific."""

import re
from dataclasses import dataclass

from pipeline.grammar.units.lexicon import Lexicon, normal_form
from pipeline.grammar.units.model import Unit, UnitSpan
from pipeline.grammar.units.tokens import roman_value

_SIGNED = re.compile(r"\s(?:No\.?|Nr\.?|N[°º]\.?|№|#|Number)\s?(\d{1,5})(?![\w])(?!,\d|\.\d)")
_COUNTS = ("One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve")
_SPELLED = "|".join(_COUNTS)
_END = r"(?!\w|[’'](?!s\b))"
_PLAIN = re.compile(rf"[\s\-](?:(\d{{1,4}})|([A-HJ-Z])|([IVX]{{2,6}})|({_SPELLED})){_END}(?![,.:\-–/]\d|\s?%|-[a-z])")
_ABBREVIATED = re.compile(r"\s\([A-Z][A-Za-z]{0,2}[A-Z]{1,3}\)(?=\s?(?:No|№)?\.?\s?\d)")
_UNIT_NUMBER = re.compile(r"\s(?:No\.?\s?|№\s?|#)?(\d{3,6})(?!\w|[,.]\d)")
_QUOTED = re.compile(r"\s?(?:“([^“”\n]{2,60})”|\"([^\"\n]{2,60})\"|«([^«»\n]{2,60})»|‘([^‘’\n]{2,60})’)")
_NAMED_AFTER = re.compile(
    r",?\s(?:named|called) (?:after|for|in hono[u]?r of) (?:the )?"
    r"([A-Z][\w’'\-]+(?: (?:[A-Z][\w’'\-]*|the|of|and|[IVX]+)){0,5})"
)
_CAPITALISED = r"[^\W\d_a-z][^\W\d_]{2,}"
_BARE = re.compile(rf"[  ]((?:al-|el-)?{_CAPITALISED}(?:-[^\W\d_]+)?)(?:[  ]({_CAPITALISED}))?{_END}")
# "Régiment de Spahis", "Batalhão de Fuzileiros Navais", "demi-brigade de Légion étrangère": what a unit is of, as Romance
# languages say it, and "Battalion 321/Galuh Taruna".
_OF_ROMANCE = re.compile(
    r"((?:\s(?:de|del|du|des|da|do|dos|di|della|la|las|los|les))+\s[^\W\d_a-z][\w’'\-]+(?:\s(?:étrangère|[A-ZÉ][\w’'\-]+))?)"
)
# What stands between echelon and number in Romance languages: "Batallón de Infantería No. 27", "Brigada Móvil No. 7".
_ROMANCE_KIND = re.compile(
    r"(?:\s(?:de|del|du|des|da|do|dos|d[’'](?=\w))(?:\s(?:la|las|los))?\s?[^\W\d_a-z]\w+(?:\s(?:de\s)?[^\W\d_a-z]\w+){0,2}"
    r"|(?:\s[^\W\d_a-z]\w{3,}){1,2})(?=\s(?:N|№|\d))"
)
_SLASHED = re.compile(r"/([^\W\d_a-z][\w’'\-]+(?: [A-Z][\w’'\-]+)?)")
_ASIDE = re.compile(r"\s\(([^\W\d_][\w\- ]{1,30})\)")
# "1st Battalion of Infantry", "3rd Regiment of Artillery": the arm of a numbered unit.
_OF_ARM = re.compile(
    r"\sof\s(Infantry|Engineers|Artillery|Signals|Cavalry|Marines|Guards|Grenadiers|Rifles|Dragoons|Lancers)(?!\w)"
)
_ASIDE_NAME = re.compile(r"\s\(((?:[A-Z][\w’'-]+ ){1,3}([A-Z][a-z]+))\)")
_COMPANY_RANK = 35  # companies, batteries and squadrons
# What a task force is named by: its part of the land, its operation, or both.
_COMPASS = r"(?:North|South|East|West|Cent(?:er|re|ral))(?:[ -]?(?:[Ee]ast|[Ww]est|[Cc]entral))?"
_OPERATION = re.compile(
    rf"(?:\s\({_COMPASS}\)|\s{_COMPASS}(?= \W*Operation))?(?:\s?[-–—]?\s?Operation "
    r"(?:[A-Z]{2,}(?: [A-Z]{2,})?|[A-Z][\w’']+(?: [A-Z][\w’']+)?))?(?!\w)"
)
_PARTICIPLE_TAIL = re.compile(r"(?: (?:the|of|and))+$")
_AFTER_NUMBER_NOUNS = re.compile(
    r"\s(?:soldiers|troops|people|men|fighters|tanks|drones|vehicles|kilomet|km|miles|prisoners|hours|days|times|per)"
)


@dataclass(frozen=True, slots=True)
class NumberAfter:
    """A number right after the echelon; text offsets."""

    value: str
    end: int
    is_signed: bool


def past_romance_kind(text: str, at: int) -> int:
    """Where the kind of a unit ends that stands behind its echelon and before its number, or `at`.

    >>> past_romance_kind("Batallón de Infantería No. 27", 8)
    22
    """
    match = _ROMANCE_KIND.match(text, at)
    return match.end() if match is not None else at


def read_number_after(text: str, at: int, *, is_plain: bool, may_count: bool) -> NumberAfter | None:
    """Read "No. 84" after an echelon, and with `is_plain` also "84", "B" or "XVIII".

    `may_count`: a plain number may count what follows ("Sector 2 soldiers").
    """
    short = _ABBREVIATED.match(text, at)
    at = short.end() if short is not None else at  # "Light Infantry Battalion (LIB) 415"
    match = _SIGNED.match(text, at)
    if match is not None:
        return NumberAfter(match[1].lstrip("0") or "0", match.end(), is_signed=True)
    match = _PLAIN.match(text, at) if is_plain else None
    if match is None or (may_count and _AFTER_NUMBER_NOUNS.match(text, match.end())):
        return None
    if match[1] is not None:
        value = match[1].lstrip("0") or "0"
        return None if value == "0" or 1900 <= int(value) <= 2099 else NumberAfter(value, match.end(), is_signed=False)
    if match[2] is not None:
        is_article = match[2] == "A" and text[match.end() : match.end() + 2].strip().islower()
        return None if is_article else NumberAfter(match[2], match.end(), is_signed=False)
    if match[4] is not None:
        return NumberAfter(str(_COUNTS.index(match[4]) + 1), match.end(), is_signed=False)
    value_of = roman_value(match[3])
    return None if value_of is None else NumberAfter(str(value_of), match.end(), is_signed=False)


def read_unit_number(text: str, start: int, end: int) -> list[UnitSpan]:
    """Read "Unit 8200", "military unit No. 35390": a number of three digits or more after the word."""
    match = _UNIT_NUMBER.match(text, end)
    if match is None:
        return []
    return [UnitSpan(start, match.end(), Unit(number=match[1].lstrip("0") or "0", echelon="unit"), "after")]


def read_aside(text: str, at: int, lex: Lexicon) -> tuple[int, str | None]:
    """The end of "101st Airborne Division (Air Assault)" whose echelon ends at `at`, and the branch in the brackets."""
    match = _ASIDE_NAME.match(text, at)
    head = lex.heads.get(match[2].lower()) if match is not None else None
    if match is not None and head is not None and lex.echelons[head.echelon or ""].rank <= _COMPANY_RANK:
        return match.end(), None  # "30 Battery (Rogers’s Company)"
    match = _ASIDE.match(text, at) or _OF_ARM.match(text, at)
    branch = lex.canonical_branch(normal_form(match[1]).split()) if match else None
    return (match.end(), branch) if match and lex.is_branch(branch) else (at, None)


def read_honorific(
    text: str, at: int, lex: Lexicon, *, is_lenient: bool, is_name: bool = False
) -> tuple[int, str | None]:
    """The end of a unit whose echelon or number ends at `at`, and its honorific or (`is_name`) its name after it.

    Takes a quoted name (`is_lenient`: whatever is quoted), "named after ...", or one or two capitalised words that
    are no rank, state, day or the like.
    """
    match = _QUOTED.match(text, at)
    if match is not None:
        inside = next(group for group in match.groups() if group is not None)
        if is_lenient or _is_title(inside, lex):
            return match.end(), inside.strip()
        return at, None
    match = _OF_ROMANCE.match(text, at) or _SLASHED.match(text, at)
    if match is not None:
        return match.end(), match[1].strip()
    match = _NAMED_AFTER.match(text, at)
    if match is not None:
        name = _PARTICIPLE_TAIL.sub("", match[1])
        return match.start(1) + len(name), name
    match = _OPERATION.match(text, at) if is_name else None
    if match is not None and match.end() > at:
        return match.end(), " ".join(match[0].strip(" -–—").replace("(", "").replace(")", "").split())
    match = _BARE.match(text, at)
    if match is None or not _is_bare_title(text, match, lex, is_name=is_name):
        return at, None
    second = match[2]
    if second is not None and second.lower() not in lex.not_honorifics and second.lower() not in lex.not_names:
        return match.end(2), f"{match[1]} {second}"
    return match.end(1), match[1]


def _is_title(inside: str, lex: Lexicon) -> bool:
    words = inside.split()
    return (
        bool(words)
        and len(words) <= 5
        and (words[0][0].isupper() or words[0].startswith(("al-", "el-")))
        and not any(sign in inside for sign in ",.;!?:")
        and words[0].lower() not in lex.not_quoted
    )


def _is_bare_title(text: str, match: re.Match[str], lex: Lexicon, *, is_name: bool) -> bool:
    first, second = match[1].lower(), match[2]
    if is_name and (match[1] in lex.states or first in lex.directions):
        return True
    if first in lex.not_names or first in lex.not_honorifics:
        return False
    if is_name:
        return True
    if first in lex.branches or (second is not None and second.isupper()):
        return False
    if match[1].isupper():  # capitals: a headline, or an abbreviation of another thing
        return False
    end = match.end() + (2 if text.startswith(("'s ", "’s "), match.end()) else 0)
    following = text[end : end + 2]
    return not (following[:1] == " " and following[1:2].isupper())
