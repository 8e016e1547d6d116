"""Reading one mention that is known to name a unit."""

import re
from dataclasses import replace

from pipeline.grammar.units.find import read_units
from pipeline.grammar.units.lexicon import Lexicon, lexicon, normal_form
from pipeline.grammar.units.link import country_before, link_parents
from pipeline.grammar.units.model import Unit

MAX_LENGTH = 300
_BARE = re.compile(
    r"(?:No\.?\s?|#|№\s?)?((?:\d{1,2}/)?\d{1,4})(?:-?(?:st|nd|rd|th))?(?:\s(?P<branch>[^\W\d_][\w\s\-’']*?))?(?:\s?“(?P<name>[^“”]+)”)?"
)
_ARTICLE = re.compile(r"[Tt]he\s")
_PARENT = re.compile(r"(?:,|\sof|\sfrom)(?:\s[Tt]he)?\s(\S.*)")


def parse_unit(text: str) -> Unit | None:
    """The unit that a mention's text names, or None when it names none of the grammar's forms.

    The whole text must be the unit, but for a leading article, state or demonym and a trailing parent
    ("84th Tactical Group of the Special Operations Forces"). A bare number ("the 95th") is a unit with a number only.
    Capitals are not asked for: the caller knows that this is a unit.
    """
    lex = lexicon()
    text = " ".join(text.split())
    if not text or len(text) > MAX_LENGTH:
        return None
    spans = link_parents(text, read_units(text, lex, is_lenient=True), lex)
    if not spans:
        return _parse_bare(text, lex)
    first = spans[0]
    if not _is_lead(text[: first.start], lex):
        return _parse_bare(text, lex)
    rest = text[first.end :].strip(" ”\"'’)")
    if not rest or first.unit.parent is not None:
        return first.unit
    parent = _PARENT.fullmatch(text, first.end)
    if parent is None:
        return _parse_bare(text, lex)
    is_state = first.unit.country is not None and parent[1] in lex.states
    return first.unit if is_state else replace(first.unit, parent=parent[1])


def _is_lead(lead: str, lex: Lexicon) -> bool:
    lead = _ARTICLE.sub("", lead, count=1)
    return not lead.strip(" “\"'‘(") or lex.country_before.fullmatch(lead) is not None


def _parse_bare(text: str, lex: Lexicon) -> Unit | None:
    """Read "the 95th", "47th Mechanized", "4th Rifle “Rajputana”": no echelon."""
    text, _, parent = _ARTICLE.sub("", text, count=1).partition(" of the ")
    state = lex.country_before.match(text[: text.find(" ") + 1]) if " " in text else None
    country = country_before(text, state.end(), lex) if state else None
    match = _BARE.fullmatch(text[state.end() :] if state else text)
    if match is None:
        return None
    branch = None
    if match["branch"] is not None:
        branch = lex.canonical_branch(normal_form(match["branch"]).split())
        if not lex.is_branch(branch):
            return None
    number = match[1].lstrip("0") or "0"
    return Unit(number=number, branch=branch, honorific=match["name"], parent=parent or None, country=country)
