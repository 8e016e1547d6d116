"""What a unit's surroundings say: the state before it, the unit or service it belongs to, and bare ordinals."""

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.grammar.units.lexicon import Lexicon
from pipeline.grammar.units.model import Unit, UnitSpan
from pipeline.grammar.units.write import format_unit

_REACH = 60
_MAX_PARENT_GAP = 40
_LINK = re.compile(r"(?:,\s|\s(?:of|from)\s)(?:[Tt]he\s)?|\sThe\s")
_PARENT = re.compile(
    r"(?:the\s)?((?:[A-Z][\w’'\-]*)(?:\s(?:[A-Z][\w’'\-]*|(?:of|and|for)(?:\sthe)?\s[A-Z][\w’'\-]*)){0,6})"
)
_POSSESSIVE = re.compile(r"[’']s?$")
_ORDINAL = re.compile(r"((?:\d{1,2}/)?\d{1,4})(?:st|nd|rd|th)(?![\w/-])")
_WORDS_BEFORE = re.compile(r"(?:(?<!\w)(\w+)\s)?(?<!\w)[Tt]he\s(?:([a-z]+)\s)?$")
_FROM_DAY = re.compile(r"\d(?:st|nd|rd|th)\s(?:to|through|and)\sthe\s$")
_TO_DAY = re.compile(r"\s(?:to|until|till|through|on|onwards?)(?!\w)")
_MEMBERS = re.compile(r"(?<!\w)(\w+)\s(?:of|from|in|with)\s[Tt]he\s$")
_NEXT = re.compile(r"\s(\w[\w-]*)")
_STOPS = frozenset(".,;:!?)”\"’'—–-…\n")
_LIST_GAPS = (" and ", ", ", ", and ", " and the ", ", the ")
_MAX_DAY = 31


def country_before(text: str, start: int, lex: Lexicon) -> str | None:
    """The state named right before a unit: "Ukrainian 95th Brigade", "Ukraine's 95th Brigade"."""
    match = lex.country_before.search(text, max(0, start - _REACH), start)
    if match is None:
        return None
    return lex.demonyms[match["demonym"].lower()] if match["demonym"] else lex.states[match["state"]]


def link_parents(text: str, spans: Sequence[UnitSpan], lex: Lexicon) -> list[UnitSpan]:
    """Set the parent of "1st Battalion, 5th Marines" and of "84th Tactical Group of the Special Operations Forces"."""
    linked: list[UnitSpan] = []
    after: UnitSpan | None = None
    for span in reversed(spans):
        if span.unit.parent is None and not span.rule_id.startswith("ellipsis"):
            unit = _with_unit_parent(text, span, after, lex) or _with_named_parent(text, span, after, lex)
            span = replace(span, unit=unit or span.unit)
        linked.append(span)
        after = span
    return linked[::-1]


def _with_unit_parent(text: str, span: UnitSpan, after: UnitSpan | None, lex: Lexicon) -> Unit | None:
    if after is None or after.start - span.end > _MAX_PARENT_GAP:
        return None
    link = _LINK.match(text, span.end, after.start)
    if link is None or _rank(span.unit, lex, 60) >= _rank(after.unit, lex, 65):
        return None
    between = text[link.end() : after.start]
    if between and not lex.country_before.fullmatch(between):
        return None
    return replace(span.unit, parent=format_unit(after.unit))


def _rank(unit: Unit, lex: Lexicon, unknown: int) -> int:
    """Size of the echelon; `unknown` for a unit without one ("82nd Airborne")."""
    known = lex.echelons.get(unit.echelon or "")
    return unknown if known is None else known.rank


def _with_named_parent(text: str, span: UnitSpan, after: UnitSpan | None, lex: Lexicon) -> Unit | None:
    """Read "of Ukraine", "of the SOF", "of Ukraine's Special Operations Forces"."""
    if not text.startswith(" of ", span.end):
        return None
    start, country = span.end + 4, span.unit.country
    match = _PARENT.match(text, start)
    if match is None or (after is not None and after.start <= match.end() + 1):
        return None
    name = match[1]
    if name in lex.states:
        return replace(span.unit, country=country or lex.states[name])
    for state, code in lex.states.items():
        if name.startswith((f"{state}'s ", f"{state}’s ")):
            name, country = name[len(state) + 3 :], country or code
            break
    name = _POSSESSIVE.sub("", name)
    words = name.lower().split()
    if not (name.isupper() and len(name) > 1) and lex.parent_words.isdisjoint(words):
        return None
    return replace(span.unit, parent=name, country=country)


def add_ellipses(text: str, spans: Sequence[UnitSpan], lex: Lexicon) -> list[UnitSpan]:
    """The spans and, in order with them, bare ordinals that stand where a unit would ("soldiers of the 95th said")."""
    added: list[UnitSpan] = []
    i, previous_end = 0, -1
    for match in _ORDINAL.finditer(text):
        while i < len(spans) and spans[i].end <= match.start():
            previous_end = max(previous_end, spans[i].end)
            i += 1
        if i < len(spans) and spans[i].start < match.end():
            continue
        follows = previous_end >= 0 and text[previous_end : match.start()] in _LIST_GAPS
        if _is_ellipsis(text, match, lex, follows_unit=follows):
            rule_id = "ellipsis_of" if _is_of_members(text, match.start(), lex) else "ellipsis"
            added.append(UnitSpan(match.start(), match.end(), Unit(number=match[1].lstrip("0") or "0"), rule_id))
            previous_end = match.end()
    return sorted([*spans, *added], key=lambda span: span.start)


def _is_ellipsis(text: str, match: re.Match[str], lex: Lexicon, *, follows_unit: bool) -> bool:
    start, end = match.span()
    before = _WORDS_BEFORE.search(text, max(0, start - _REACH), start)
    if before is None and not follows_unit:
        return country_before(text, start, lex) is not None and may_stand_alone(text, end, lex)
    if before is not None and before[2] is not None and before[2] not in lex.ellipsis_adjectives:
        return False
    if before is not None and int(match[1].rpartition("/")[2]) <= _MAX_DAY and "/" not in match[1]:
        if not follows_unit and _FROM_DAY.search(text, max(0, start - _REACH), start):
            return False
        word = (before[1] or "").lower()
        is_source = word == "from" and not _TO_DAY.match(text, end) and _is_from_people(text, start, lex)
        if (word in lex.day_prepositions and not is_source) or (word == "of" and _is_day(text, before.start(), lex)):
            return False
    return may_stand_alone(text, end, lex)


def _is_of_members(text: str, start: int, lex: Lexicon) -> bool:
    """Whether "soldiers of the" or the like stands before."""
    match = _MEMBERS.search(text, max(0, start - _REACH), start)
    return match is not None and match[1].lower() in lex.member_nouns


def _is_from_people(text: str, start: int, lex: Lexicon) -> bool:
    """Whether people stand before "from the": "soldiers from the", "some from the", "118 from the"."""
    match = _MEMBERS.search(text, max(0, start - _REACH), start)
    return match is not None and (match[1].isdigit() or match[1].lower() in lex.member_nouns | lex.from_words)


def _is_day(text: str, end: int, lex: Lexicon) -> bool:
    """Whether "of the 24th" follows "the night"."""
    words = text[max(0, end - _REACH) : end].split()
    return bool(words) and words[-1].lower() in lex.day_nouns


def may_stand_alone(text: str, end: int, lex: Lexicon) -> bool:
    """Whether nothing follows that a number before `end` could count: a stop, a function word or a verb does."""
    if end == len(text) or text[end] in _STOPS:
        return True
    following = _NEXT.match(text, end)
    if following is None:
        return True
    word = following[1]
    if word in lex.ellipsis_not_next or not word.islower():
        return False
    return word in lex.ellipsis_next or (word.endswith(("ed", "ly", "ing")) and len(word) > 4)
