"""Units of two names that are one: "3rd Battalion The Parachute Regiment", "26 Regiment Royal Artillery", "55 KRG"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.grammar.units.lexicon import Lexicon
from pipeline.grammar.units.link import may_stand_alone
from pipeline.grammar.units.model import Unit, UnitSpan
from pipeline.grammar.units.write import format_unit

_REGIMENT_RANK = 50
_REACH = 60
_GAPS = (" ", " The ", " the ")
_SHORT = re.compile(r"(?<![\w.,/$€£-])(\d{1,4})(?:st|nd|rd|th)?\s?([A-Z](?:[a-z]?[A-Z]){1,5})(?![\w/-])")
_NAMED = re.compile(
    r"(?<![\w.,/$€£-])(\d{1,2}) ([A-Z][a-z]{2,}(?: (?:LI|Light Infantry|Rifles|Scouts|Regt))?)(?![\w/-])"
)
_LEADS = re.compile(
    r"(?:(?<!\w)(?:in command|command(?:er|ant)?|adjutant|2IC) of|command(?:ed|ing|s)|CO|OC)\s(?:the\s)?$",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"(?<= \()([A-Z]{2,6})[ -](\d{1,4})(?=\))")
_SLASHED = re.compile(r"(?<![\w.,/$€£-])(\d{1,2}/\d{2,3})(?![\w/-]|[.,]\d)")
_MIN_REGIMENT = 13  # of "3/52"; smaller ones are fractions and dates
_GLUED = re.compile(r"(?<!\w)(?:of|with|from|joined|joining|left)\s(?:[Tt]he\s)?$")
_MIN_GLUED = 3  # letters of "2FIR"
_MEMBERS = re.compile(r"(?<!\w)(\w+)\s(?:of|from|in|with)\s(?:[Tt]he\s)?$")
_LIST_GAPS = (" and ", ", ", ", and ", " and the ", ", the ")


def join_regiments(text: str, spans: Sequence[UnitSpan], lex: Lexicon) -> list[UnitSpan]:
    """The spans, with a numbered battalion and the regiment or corps right behind it as one, which is its parent."""
    joined: list[UnitSpan] = []
    for span in spans:
        before = joined[-1] if joined else None
        if before is not None and text[before.end : span.start] in _GAPS and _is_part(before, lex) and _owns(span):
            unit = replace(before.unit, parent=format_unit(span.unit))
            joined[-1] = UnitSpan(before.start, span.end, unit, before.rule_id)
            continue
        if before is not None:
            joined[-1] = _with_corps(text, before, lex)
        joined.append(span)
    if joined:
        joined[-1] = _with_corps(text, joined[-1], lex)
    return joined


def _is_part(span: UnitSpan, lex: Lexicon) -> bool:
    """Whether a span is a numbered unit up to a regiment in size, such as a regiment or a corps consists of."""
    unit = span.unit
    echelon = lex.echelons.get(unit.echelon or "")
    rank = echelon.rank if echelon is not None else _REGIMENT_RANK if unit.branch == "commando" else None
    return unit.number is not None and unit.parent is None and rank is not None and rank <= _REGIMENT_RANK


def _owns(span: UnitSpan) -> bool:
    """Whether a span names a regiment without a number."""
    unit = span.unit
    return unit.number is None and unit.echelon in (None, "regiment") and (unit.name or unit.branch) is not None


def _with_corps(text: str, span: UnitSpan, lex: Lexicon) -> UnitSpan:
    """ "26 Regiment" with "Royal Artillery" behind it."""
    if not _is_part(span, lex):
        return span
    match = lex.corps.match(text, span.end)
    if match is None:
        return span
    return replace(span, end=match.end(), unit=replace(span.unit, parent=match[1]))


def add_acronyms(text: str, spans: Sequence[UnitSpan], lex: Lexicon) -> list[UnitSpan]:
    """The spans and, in order with them, numbers with an abbreviation that stand where a unit does: "soldiers of 55 KRG"."""
    found = [*_acronyms(text, spans, lex), *_slashed(text, lex), *_commanded(text, lex), *_asides(text, spans, lex)]
    taken = {at for span in spans for at in range(span.start, span.end)}
    kept = [span for span in found if taken.isdisjoint(range(span.start, span.end))]
    return sorted([*spans, *kept], key=lambda span: span.start)


def _commanded(text: str, lex: Lexicon) -> Iterator[UnitSpan]:
    """A regiment's number and name where somebody leads it: "second in command of 10 Gajaba"."""
    for match in _NAMED.finditer(text):
        name = match[2].split()[0].lower()
        if name in lex.months or name in lex.not_names or name in lex.demonyms or match[2].endswith("s"):
            continue
        if _LEADS.search(text, max(0, match.start() - _REACH), match.start()) is None:
            continue
        if may_stand_alone(text, match.end(), lex):
            unit = Unit(number=match[1].lstrip("0") or "0", honorific=match[2])
            yield UnitSpan(match.start(), match.end(), unit, "commanded")


def _asides(text: str, spans: Sequence[UnitSpan], lex: Lexicon) -> Iterator[UnitSpan]:
    """The abbreviation and number in brackets behind a unit: "4th Joint Military Region (RMIA 4)"."""
    ends = {span.end for span in spans}
    for match in _ASIDE.finditer(text):
        if match.start() - 2 in ends:
            yield UnitSpan(match.start(), match.end(), _of_short(match[2], match[1], lex), "aside")


def _of_short(number: str, short: str, lex: Lexicon) -> Unit:
    """The unit of a number and an abbreviation, which is its type when the grammar knows it."""
    number, head = number.lstrip("0") or "0", lex.exact_heads.get(short)
    if head is None or head.echelon is None:
        return Unit(number=number, honorific=short)
    return Unit(number=number, branch=lex.canonical_branch(head.branch), echelon=head.echelon)


def _slashed(text: str, lex: Lexicon) -> Iterator[UnitSpan]:
    """A battalion and its regiment by numbers alone, where a unit is awaited: "the captain, of 3/52, fell"."""
    for match in _SLASHED.finditer(text):
        if int(match[1].partition("/")[2]) < _MIN_REGIMENT or not _awaits_unit(text, match.start(), lex):
            continue
        if may_stand_alone(text, match.end(), lex):
            yield UnitSpan(match.start(), match.end(), Unit(number=match[1]), "slashed")


def _acronyms(text: str, spans: Sequence[UnitSpan], lex: Lexicon) -> Iterator[UnitSpan]:
    i, previous_end = 0, -1
    known = {text[span.start : span.end] for span in spans if _SHORT.fullmatch(text, span.start, span.end)}
    ends = {span.end for span in spans}
    for match in _SHORT.finditer(text):
        while i < len(spans) and spans[i].end <= match.start():
            previous_end = max(previous_end, spans[i].end)
            i += 1
        if match[2] in lex.not_acronyms or (i < len(spans) and spans[i].start < match.end()):
            continue
        follows = previous_end >= 0 and text[previous_end : match.start()] in _LIST_GAPS
        is_aside = text.endswith(" (", 0, match.start()) and text.startswith(")", match.end())
        awaits = follows or _awaits_unit(text, match.start(), lex) or _is_glued(text, match)
        if (
            match[0] in known
            or (is_aside and match.start() - 2 in ends)
            or (awaits and may_stand_alone(text, match.end(), lex))
        ):
            known.add(match[0])
            previous_end = match.end()
            yield UnitSpan(match.start(), match.end(), _of_short(match[1], match[2], lex), "acronym")


def _is_glued(text: str, match: re.Match[str]) -> bool:
    """Whether number and letters are one word, as no measure writes them, after "of" or the like: "Lee of 2FIR"."""
    is_glued = match.end(1) == match.start(2) and len(match[2]) >= _MIN_GLUED
    return is_glued and _GLUED.search(text, max(0, match.start() - _REACH), match.start()) is not None


def _awaits_unit(text: str, start: int, lex: Lexicon) -> bool:
    """Whether "soldiers of the", "attached to" or the like stands before."""
    before = text[max(0, start - _REACH) : start]
    match = _MEMBERS.search(before)
    if match is not None and match[1].lower() in lex.member_nouns:
        return True
    return f" {before}".lower().removesuffix("the ").endswith((", of ", *lex.acronyms_after))
