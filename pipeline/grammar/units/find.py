"""Finding units in text: one pattern for the words that end a unit, then a small parser around each hit.

The parser reads leftwards from the end word: branch words, an honorific or name, and the number. All work around a
hit is bounded, so time is linear in the text.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.grammar.units.fits import is_title_line, number_fits, word_after
from pipeline.grammar.units.join import add_acronyms, join_regiments
from pipeline.grammar.units.left import SUPPORTED_RANK, Anchor, Left, Part, make_unit, read_left
from pipeline.grammar.units.lexicon import MAX_BRANCH_WORDS, Echelon, Head, Lexicon, lexicon, normal_form
from pipeline.grammar.units.link import add_ellipses, country_before, link_parents
from pipeline.grammar.units.model import Unit, UnitSpan
from pipeline.grammar.units.right import (
    past_romance_kind,
    read_aside,
    read_honorific,
    read_number_after,
    read_unit_number,
)
from pipeline.grammar.units.tokens import Number, Token, tokens_before
from pipeline.grammar.units.write import format_unit

MAX_LIST = 40
MIN_ACRONYM = 3
BATTALION_RANK = 40
MAX_NAMES_AHEAD = 2
MAX_WORDS_AHEAD = 20
_SEPARATORS = frozenset({",", "and", "&", "or", "the"})
_LIST_GAP = re.compile(r",?\s?(?:(?:and|or|&)\s)?(?:the\s)?")
_QUOTED_NAME = re.compile(r"(?<=\s)(?:[“\"][A-Z][^“”\",.\n]{1,30}[”\"]|\([A-Z][^(),.\n]{1,30}\))\s")
_CLAUSE_END = re.compile(r"[.,;:!?()“”\"\n]")
_POSSESSIVE = re.compile(r"['’]s$")
_APOSTROPHES = frozenset("'’")
_SIGN_OR_QUOTE = re.compile(r"\s?(?:[No№#“\"«‘]|$)")
_NUMBER_BEFORE = re.compile(r"\d(?:st|nd|rd|th)?\s$")
_STOP = re.compile(r"\.(?=[,;:]|\s[a-z])")
_SCORE = re.compile(r"[,;]?\s[A-Z]\w+\s\d")  # "Army 24, Navy 21"
_NEXT_REACH = 160
_RULES = {"ordinal": "numbered", "tens": "spelled"}


def find_units(text: str) -> list[UnitSpan]:
    """All units in a text, in order and without overlap. Offsets are code points.

    Takes units with a number, named units with an echelon word, and bare ordinals (rule "ellipsis"). Leaves out
    services and armed forces, and nominals such as "the brigade".

    >>> [(span.start, span.end, span.unit.number) for span in find_units("the 17th and 95th brigades")]
    [(4, 8, '17'), (13, 26, '95')]
    """
    lex = lexicon()
    found = add_acronyms(text, read_units(text, lex, is_lenient=False), lex)
    return link_parents(text, add_ellipses(text, found, lex), lex)


def read_units(text: str, lex: Lexicon, *, is_lenient: bool) -> list[UnitSpan]:
    """The units that end with an echelon word or the like; `is_lenient` drops the demands on capitals."""
    found: list[UnitSpan] = []
    floor = 0
    for match in lex.anchors.finditer(text):
        if match.start() < floor:
            continue
        spans = _read_at(text, match, floor, lex, is_lenient=is_lenient)
        if spans:
            if found and match[0] not in lex.exact_heads:
                found[-1] = _share_echelon(text, found[-1], spans[0], match[0], lex)
            found += spans
            floor = spans[-1].end
    return join_regiments(text, found, lex)


def _share_echelon(text: str, before: UnitSpan, span: UnitSpan, form: str, lex: Lexicon) -> UnitSpan:
    """The first of "the 47th Mechanized and 82nd Air Assault brigades", which had been read without an echelon."""
    head = lex.heads.get(normal_form(form))
    if head is None or not head.plural or before.unit.echelon is not None or before.unit.number is None:
        return before
    if not _LIST_GAP.fullmatch(text[before.end : span.start]):
        return before
    return replace(before, unit=replace(before.unit, echelon=span.unit.echelon), rule_id="list")


def _read_at(text: str, match: re.Match[str], floor: int, lex: Lexicon, *, is_lenient: bool) -> list[UnitSpan]:
    form, start, end = match[0], match.start(), match.end()
    if form in lex.known and " " in form and _NUMBER_BEFORE.search(text, max(0, start - 8), start):
        start = end - len(form.rpartition(" ")[2])  # "646th Paratroopers Brigade": a unit by its number
        form = text[start:end]
    is_nominal = form[0].islower() and text.endswith(lex.determiners, max(0, start - 8), start)
    if is_nominal and not is_lenient and not _SIGN_OR_QUOTE.match(text, end):
        return []
    if text[end : end + 1] == "-" and text[end + 1 : end + 2].isalpha() and not text.startswith(lex.joined_after, end):
        return []  # brigade-sized, division-level
    if is_lenient and text.count("“", 0, start) > text.count("”", 0, start):
        return []  # within a printed name
    if form in lex.known and _goes_on(text, end, lex, max_names=0):
        return []  # "Grenadier Guards Brigade"
    if form in lex.known and text[start - 1 : start] != "“":
        return [_with_country(text, UnitSpan(start, end, Unit(**lex.known[form]), "known"), lex)]
    normal = normal_form(form)
    if normal in lex.unit_words:
        is_sure = form[0].isupper() or not normal.isalpha()
        spans = read_unit_number(text, start, end) if is_sure else []
        if spans or normal not in lex.heads:
            return spans
    head = lex.exact_heads.get(form) or lex.heads.get(normal)
    if head is None or text[start - 1 : start] in ("/", "@", "."):
        return []
    max_names = MAX_NAMES_AHEAD if head.kind == "noun" else 0
    if (normal in lex.branches or head.kind != "echelon") and _goes_on(text, end, lex, max_names=max_names):
        return []
    if head.kind == "short" and (_STOP.match(text, end) or (is_lenient and text[end:] == ".")):
        end += 1  # "the 9th Bn. was"
    tokens = tokens_before(text, start, floor)
    return _read_anchor(text, _anchor((start, end), form, head, tokens, lex, is_lenient=is_lenient), lex)


def _anchor(
    bounds: tuple[int, int], form: str, head: Head, tokens: Sequence[Token], lex: Lexicon, *, is_lenient: bool
) -> Anchor:
    return Anchor(
        start=bounds[0],
        end=bounds[1],
        head=head,
        echelon=lex.echelons[head.echelon] if head.echelon is not None else None,
        is_capital=form[0].isupper() or head.kind != "echelon" or is_lenient,
        is_lenient=is_lenient,
        tokens=tokens,
    )


def _read_anchor(text: str, anchor: Anchor, lex: Lexicon) -> list[UnitSpan]:
    left = _with_prefix(read_left(text, anchor.tokens, anchor.start, anchor, lex), anchor, lex)
    if not anchor.is_lenient and (
        word_after(text, anchor.end) in lex.not_before or _is_vetoed(text, anchor, left, lex)
    ):
        return []
    if left.number is not None and _has_support(text, anchor, left, lex):
        return []
    if left.number is not None and number_fits(text, anchor, left, left.number, lex):
        return _numbered(text, anchor, left, left.number, lex)
    span = _after(text, anchor, left, lex) or (_named(text, anchor, left, lex) if left.number is None else None)
    return [span] if span is not None else []


def _with_prefix(left: Left, anchor: Anchor, lex: Lexicon) -> Left:
    """Begin "Sector 2 Joint Task Force" at "Sector"."""
    number, tokens, i = left.number, anchor.tokens, left.first - 1
    if number is None or i < 0 or number.kind != "cardinal" or anchor.head.echelon not in lex.prefix_echelons:
        return left
    if tokens[i].lower not in lex.prefix_words or not tokens[i].text[0].isupper():
        return left
    number = replace(number, first=i, kind="signed", prefix=tokens[i].lower)
    return Left(number, left.parts, i, tokens[i].start)


def _goes_on(text: str, end: int, lex: Lexicon, *, max_names: int) -> bool:
    """Whether branch words and an end word follow ("Army" in "10th Army Aviation Brigade", "2nd Gurkha Rifles").

    `max_names`: how many capitalised words may stand between ("25th Airborne Sicheslav Brigade").
    """
    if text[end : end + 1] not in (" ", "-", " "):
        return False
    ahead = _QUOTED_NAME.sub("", text[end : end + _NEXT_REACH], count=1)
    clause = _CLAUSE_END.split(ahead, maxsplit=1)[0]
    raw = clause.replace("-", " ").split()[:MAX_WORDS_AHEAD]
    words = [word if (word := w.lower()) in lex.branches else _POSSESSIVE.sub("", word) for w in raw]
    i = 0
    while i < len(words):
        if raw[i] in lex.exact_heads or any(" ".join(words[i : i + n]) in lex.heads for n in range(1, 5)):
            return True
        step = next((n for n in range(MAX_BRANCH_WORDS, 0, -1) if " ".join(words[i : i + n]) in lex.branches), 0)
        if step == 0:
            if max_names == 0 or not raw[i][0].isupper() or words[i] in lex.not_names:
                return False
            max_names, step = max_names - 1, 1
        i += step
    return False


def _has_support(text: str, anchor: Anchor, left: Left, lex: Lexicon) -> bool:
    """Whether a formation's number goes on to one of its own parts, the unit of that name: "2 Division Provost Company"."""
    echelon = anchor.echelon
    if echelon is None or echelon.rank < SUPPORTED_RANK or not anchor.is_capital or left.has("name"):
        return False
    end = anchor.end
    if not text[end + 1 : end + 2].isupper() or not _goes_on(text, end, lex, max_names=0):
        return False
    match = lex.anchors.search(text, end, end + _NEXT_REACH)
    head = match and (lex.exact_heads.get(match[0]) or lex.heads.get(normal_form(match[0])))
    if not head or head.echelon is None or match is None or match.start() == end + 1:
        return False
    return lex.echelons[head.echelon].rank < echelon.rank


def _numbered(text: str, anchor: Anchor, left: Left, number: Number, lex: Lexicon) -> list[UnitSpan]:
    unit = make_unit(text, anchor, left, lex)
    end, aside = read_aside(text, anchor.end, lex)
    unit = replace(unit, branch=unit.branch or aside)
    end, honorific = read_honorific(text, end, lex, is_lenient=anchor.is_lenient)
    if honorific is not None and number.kind == "cardinal" and not anchor.is_lenient and text[end - 1].isalnum():
        end, honorific = anchor.end, None  # "1 Brigade Gusau": armies that count so name the garrison after the number
    unit = replace(unit, honorific=unit.honorific or honorific)
    if number.sub is not None and anchor.echelon is not None and anchor.echelon.rank <= BATTALION_RANK:
        unit = replace(unit, number=f"{number.sub}/{number.value}")  # "2nd/4th Battalion" is one battalion
    elif number.sub is not None:
        parent = format_unit(replace(unit, echelon=unit.echelon or "regiment"))
        unit = Unit(number=number.sub, branch=unit.branch, echelon="battalion", parent=parent)
    span = UnitSpan(left.start, end, unit, _RULES.get(number.kind, number.kind))
    spans = [*_listed(text, anchor, left, span, lex), span]
    country = country_before(text, spans[0].start, lex)
    if country is None:
        return spans
    return [replace(s, unit=replace(s.unit, country=s.unit.country or country)) for s in spans]


def _listed(text: str, anchor: Anchor, left: Left, span: UnitSpan, lex: Lexicon) -> list[UnitSpan]:
    """The units before "and 95th brigades" in "the 17th, 22nd and 95th brigades", in order."""
    kind = left.number.kind if left.number is not None else ""
    kinds = {kind, "ordinal"} if kind == "tens" else {kind}
    found: list[UnitSpan] = []
    tokens, i = anchor.tokens, left.first
    while len(found) < MAX_LIST:
        k = i
        while k > 0 and tokens[k - 1].lower in _SEPARATORS:
            k -= 1
        if k in (i, 0) or all(token.lower == "the" for token in tokens[k:i]):
            break
        end = tokens[k - 1].end
        element = read_left(text, tokens[:k], end, anchor, lex)
        if element.number is None or element.number.kind not in kinds or element.has("demonym"):
            break
        if element.has("name") and not anchor.is_capital:
            break
        unit = make_unit(text, anchor, element, lex)
        branch = unit.branch if element.has("branch") else span.unit.branch
        found.append(UnitSpan(element.start, end, replace(unit, branch=branch), "list"))
        i = element.first
    return found[::-1]


def _after(text: str, anchor: Anchor, left: Left, lex: Lexicon) -> UnitSpan | None:
    """Read "Tactical Group No. 84", "Division 98", "Task Force 58", "Panzerbrigade 45", "Army Group B"."""
    echelon, head = anchor.echelon, anchor.head
    if echelon is None or head.kind == "noun" or head.plural:
        return None
    is_plain = anchor.is_capital and (echelon.number_after or head.kind == "contraction")
    at = past_romance_kind(text, anchor.end) if text[anchor.start : anchor.end].lower() in lex.romance else anchor.end
    match = read_number_after(text, at, is_plain=is_plain, may_count=head.kind != "contraction")
    if match is None:
        return None
    if echelon.id == "division" and not (match.is_signed or len(match.value) > 1 or _is_owned(anchor, left)):
        return None
    if echelon.id == "army" and _SCORE.match(text, match.end):
        return None
    if word_after(text, match.end) in lex.not_before or _goes_on(text, match.end, lex, max_names=0):
        return None
    left = _with_title(left, anchor, lex)
    follows_the = left.first > 0 and anchor.tokens[left.first - 1].lower == "the" and not left.has("demonym")
    owner = text[left.parts[0].start : left.parts[0].end] if left.parts else ""
    is_owned = owner.isupper() and len(owner) >= MIN_ACRONYM  # "the SSPDF Division Two"
    is_whole = follows_the and left.number is None and not is_owned
    parts = left.parts if is_whole else _last_branches(left.parts)
    number = Number(match.value, "signed", left.first)
    start = parts[0].start if parts else anchor.start
    end, honorific = read_honorific(text, match.end, lex, is_lenient=anchor.is_lenient)
    is_bare = honorific is not None and text[match.end : end] == f" {honorific}" and honorific[0].isupper()
    if is_bare and not (match.is_signed or anchor.is_lenient):
        end, honorific = match.end, None  # "Sector 2 Damaturu": the garrison
    unit = make_unit(text, anchor, Left(number, parts, left.first, start), lex)
    if not _has_known_branch(unit, lex):
        return None
    return _with_country(text, UnitSpan(start, end, replace(unit, honorific=unit.honorific or honorific), "after"), lex)


def _is_owned(anchor: Anchor, left: Left) -> bool:
    """Whether a "Division Two" is an army's and no league: "SSPDF Division Two", "the Defence Forces' Division Two"."""
    if left.has("branch"):
        return True
    before = anchor.tokens[-1] if anchor.tokens else None
    if before is None or before.end + 1 < anchor.start:
        return False
    if before.text in _APOSTROPHES and len(anchor.tokens) > 1:
        return anchor.tokens[-2].end == before.start and anchor.tokens[-2].lower.endswith("s")
    return before.lower.endswith(("'s", "’s")) or (before.text.isupper() and len(before.text) >= MIN_ACRONYM)


def _with_title(left: Left, anchor: Anchor, lex: Lexicon) -> Left:
    """With the title of whom the unit is named after: "the General Santander Infantry Battalion No. 15"."""
    before = anchor.tokens[left.first - 2 : left.first] if left.first > 1 else ()
    if len(before) < 2 or before[0].text != "the" or before[1].lower not in lex.honour_titles:
        return left
    if not left.parts or left.parts[0].kind != "name" or left.number is not None:
        return left
    parts = (Part("name", before[1].start, before[1].end), *left.parts)
    return Left(None, parts, left.first - 1, before[1].start)


def _has_known_branch(unit: Unit, lex: Lexicon) -> bool:
    """Whether a unit without a number before it is read whole: not the "Brigade Company 1" behind another's number."""
    return unit.branch is None or lex.is_branch(normal_form(unit.branch))


def _last_branches(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """The branch words right before the echelon."""
    first = len(parts)
    while first > 0 and parts[first - 1].kind == "branch":
        first -= 1
    return parts[first:]


def _named(text: str, anchor: Anchor, left: Left, lex: Lexicon) -> UnitSpan | None:
    """Read "Golani Brigade", "Azov brigade", "Black Sea Fleet", "Task Force Smith", "Parachute Regiment"."""
    head, left = anchor.head, _without_demonym(left, anchor)
    if left.parts and text[left.parts[0].start] == "(" and not anchor.is_lenient:
        return None  # "Rapid Intervention Battalion (BIR) detachment"
    if head.kind == "contraction" or (head.kind == "noun" and not head.named):
        return None
    span = _name_after(text, anchor, left, lex)
    if span is None and _may_be_named(text, anchor, left, lex):
        span = UnitSpan(left.start, anchor.end, make_unit(text, anchor, left, lex), "named")
    if span is None or not _has_known_branch(span.unit, lex):
        return None
    return _with_country(text, span, lex)


def _without_demonym(left: Left, anchor: Anchor) -> Left:
    """Only what stands right of the last demonym, except where a demonym is a name ("Georgian Legion")."""
    last = max((i for i, part in enumerate(left.parts) if part.kind == "demonym"), default=-1)
    if last < 0:
        return left
    keeps = anchor.echelon is not None and anchor.echelon.demonym_names and last == len(left.parts) - 1
    parts = (replace(left.parts[last], kind="name"),) if keeps else left.parts[last + 1 :]
    return Left(None, parts, left.first, parts[0].start if parts else anchor.start)


def _name_after(text: str, anchor: Anchor, left: Left, lex: Lexicon) -> UnitSpan | None:
    """Read "Task Force Smith", "Operational Command “East”", "Multinational Division North"."""
    echelon = anchor.echelon
    if echelon is None or echelon.name_after == "none" or anchor.head.plural or left.has("name"):
        return None
    end, name = read_honorific(text, anchor.end, lex, is_name=True, is_lenient=anchor.is_lenient)
    if name is None or (not anchor.is_capital and text[end - 1].isalnum()):
        return None
    if echelon.name_after == "typed" and not (anchor.is_capital or echelon.lower):
        return None  # the command “Fire”
    if echelon.name_after != "any" and not _may_follow(text, end, name, echelon, left, lex):
        return None
    start = left.start if left.parts else anchor.start
    return UnitSpan(start, end, replace(make_unit(text, anchor, left, lex), name=name), "named")


def _may_follow(text: str, end: int, name: str, echelon: Echelon, left: Left, lex: Lexicon) -> bool:
    """Whether a name right of an echelon is the unit's: "Sector North", "Multinational Brigade Latvia", "Brigade “Azov”"."""
    is_direction = lex.directions.issuperset(name.lower().replace("-", " ").split())
    if echelon.name_after == "direction":
        return is_direction
    return not text[end - 1].isalnum() or (left.has("branch") and (is_direction or name in lex.states))


def _may_be_named(text: str, anchor: Anchor, left: Left, lex: Lexicon) -> bool:
    """Whether the words before the echelon make a proper name of it."""
    echelon, head = anchor.echelon, anchor.head
    named = "capital" if echelon is None else echelon.named
    if anchor.is_lenient and left.has("name"):
        return True
    if not left.parts or named == "never" or (named != "any" and not anchor.is_capital):
        return False
    if head.plural and not (named == "any" and anchor.is_capital):
        return False
    if not left.has("name"):
        is_typed = head.kind == "echelon" and head.echelon in lex.typed_echelons and anchor.is_capital
        if not is_typed or not all(text[part.start].isupper() for part in left.parts):
            return False
    elif named == "typed" and left.parts[-1].kind != "branch":
        return False  # "National Petroleum Company"
    if head.kind != "noun" and text[left.start : anchor.start].strip() in lex.states:
        return False
    return anchor.is_lenient or not is_title_line(text, left.start, anchor.end)


def _is_vetoed(text: str, anchor: Anchor, left: Left, lex: Lexicon) -> bool:
    """Whether the last word before the echelon, or all of them, make another thing of it ("fire brigade")."""
    starts = [left.start]
    if left.parts and left.number is None:
        starts.append(left.parts[-1].start)
    return any(normal_form(text[start : anchor.end]) in lex.not_phrases for start in starts)


def _with_country(text: str, span: UnitSpan, lex: Lexicon) -> UnitSpan:
    country = span.unit.country or country_before(text, span.start, lex)
    return span if country is None else replace(span, unit=replace(span.unit, country=country))
