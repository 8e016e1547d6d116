"""Whether a number stands as a count, or as a name, a time, a score, a telephone number."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.grammar.classes import Match
from pipeline.grammar.lexer import Tokens


def stands_as_count(tokens: Tokens, match: Match, context: Mapping[str, Sequence[str]]) -> bool:
    """Whether the tokens beside a match leave it a quantity."""
    first, end = match.groups.get("low", (match.first, match.end))
    if tokens.words[first].lower() == "one" and not match.groups.keys() & {"high", "unit"} and end == first + 1:
        return _is_counted_one(tokens, match, context)
    if _is_attribute(tokens, match, context) or _is_hour(tokens, match, context):
        return False
    if tokens.words[first][0].isdigit():
        if _is_glued(tokens, match, context) or _is_numbering(tokens, match, context):
            return False
        return not any(check(tokens, match) for check in (_is_numbered_name, _is_marker, _is_sequence))
    return not _is_hyphenated(tokens, match, context)


def without_preposition(tokens: Tokens, match: Match, context: Mapping[str, Sequence[str]]) -> Match:
    """The match without a leading "over" that is a preposition ("control over 30 villages", "over three days"),
    and without a sign of addition."""
    if tokens.words[match.end - 1] == "+" and not tokens.touches(match.end - 1):  # "199 + 36"
        groups = {name: span for name, span in match.groups.items() if name != "at_least_after"}
        return replace(match, end=match.end - 1, groups=groups)
    if "at_least" not in match.groups or tokens.words[match.first].lower() != "over":
        return match
    before = _word(tokens, match.first - 1).lower()
    unit = match.groups.get("unit")
    is_time = unit is not None and tokens.words[unit[1] - 1].lower() in context["spans_of_time"]
    if before not in context["before_over"] and (not is_time or before in context["before_over_time"]):
        return match
    groups = {name: span for name, span in match.groups.items() if name != "at_least"}
    return replace(match, first=match.groups["at_least"][1], groups=groups)


def _word(tokens: Tokens, index: int) -> str:
    return tokens.words[index] if 0 <= index < len(tokens.words) else ""


def _is_attribute(tokens: Tokens, match: Match, context: Mapping[str, Sequence[str]]) -> bool:
    """As in "a 152-mm howitzer", "155mm shells", "an eight-hour assault": written as one word it describes a thing."""
    unit = tokens.words[match.end - 1]
    if unit == "mm":
        return tokens.touches(match.end - 1)
    return unit in context["attributive_units"] and _word(tokens, match.end - 2) == "-"


def _is_hour(tokens: Tokens, match: Match, context: Mapping[str, Sequence[str]]) -> bool:
    """As in "Until three.", "at 8, after": a bare hour; "half past three"."""
    before, after = _word(tokens, match.first - 1).lower(), _word(tokens, match.end)
    if before == "past" or after == "past":
        return True
    return (
        match.end == match.first + 1 and before in context["before_hour"] and not after[:1].isalnum() and after != "%"
    )


def is_apposed_age(tokens: Tokens, match: Match) -> bool:
    """As in "Ivan Petrov, 25, of": a bare number between commas after a capitalised word is an age."""
    number = tokens.words[match.first]
    if match.end != match.first + 1 or not number.isdigit() or not 1 <= int(number[:4]) <= 110:
        return False
    name, comma = _word(tokens, match.first - 2), _word(tokens, match.first - 1)
    return comma == "," and name[:1].isupper() and name.isalpha() and _word(tokens, match.end) in (",", ".", ";", "")


def _is_counted_one(tokens: Tokens, match: Match, context: Mapping[str, Sequence[str]]) -> bool:
    if match.first < match.groups["low"][0]:
        return True
    before, after = _word(tokens, match.first - 1).lower(), _word(tokens, match.end)
    if before in context["count_verbs"] and after.lower() != "of":
        return True
    if after[:1].isdigit():
        return True
    if before in context["not_before_one"] or not after.isalpha() or after.lower() in context["not_after_one"]:
        return False
    if tokens.words[match.first] == "One" and after.endswith("ed") and after not in context["past_adjectives"]:
        return False
    return not _is_hyphenated(tokens, match, context)


def _is_hyphenated(tokens: Tokens, match: Match, context: Mapping[str, Sequence[str]]) -> bool:
    """As in "two-way", "three-pronged", "all-four": part of a word."""
    after = match.end
    if (
        _word(tokens, after) in ("-", "–")
        and tokens.touches(after)
        and after + 1 < len(tokens.words)
        and tokens.touches(after + 1)
    ):
        return tokens.words[after + 1].lower() not in context["after_hyphen"]
    before = match.first - 1
    return _word(tokens, before) == "-" and before > 0 and tokens.touches(before) and tokens.touches(match.first)


def _is_glued(tokens: Tokens, match: Match, context: Mapping[str, Sequence[str]]) -> bool:
    """As in "T-72", "2S19", "82A", "$100-Register", "2-1", "10:30": digits that are part of a name or a score."""
    first, end = match.first, match.end
    if tokens.touches(first) and (_word(tokens, first - 1).isalnum() or _word(tokens, first - 1) in "-/'’_.:@&+"):
        return True
    if end < len(tokens.words) and tokens.touches(end):
        after = tokens.words[end]
        if after.isalnum() or after in ("/", "_", "°", "@", "&"):
            return True
        if after in "-–" and end + 1 < len(tokens.words) and tokens.touches(end + 1):
            return tokens.words[end + 1].lower() not in context["after_hyphen"]
    return False


def _is_numbering(tokens: Tokens, match: Match, context: Mapping[str, Sequence[str]]) -> bool:
    """As in "No. 84", "Brigade 84", "Article 5", "Leopard 2", "3 Armoured Division"; a clock time ("6 a.m.")."""
    if match.rule.kind != "measured" or match.first < match.groups["low"][0]:
        return False
    before = match.first - 1
    if _word(tokens, before) == "." and _word(tokens, before - 1).lower() in ("no", "nos", "mk", "art", "tel"):
        return True
    word = _word(tokens, before).lower()
    if word in context["numbering"] and (word != "no" or _word(tokens, before)[0] == "N"):
        return True
    if word in context["numbered_names"] and _word(tokens, before)[0].isupper():
        return True
    if _word(tokens, before) == "[" and _word(tokens, match.end) == "]":
        return True
    if word in ("at", "until", "around", "by") and _is_clock(tokens.words[match.first]):
        return match.end == match.first + 1
    if _word(tokens, match.end) in ("GMT", "UTC", "hrs") or (
        tokens.words[match.end - 1] == "hours" and len(tokens.words[match.first]) == 4
    ):
        return tokens.words[match.first].isdigit()
    if _word(tokens, match.end).lower() in ("am", "pm", "a.m.", "p.m.", "a.m", "p.m", "o"):
        return True
    ahead = [_word(tokens, match.end + i) for i in range(4)]
    for i, name in enumerate(ahead):
        if not name[:1].isupper():
            return False
        if name.lower() in context["echelons"]:
            return i > 0 or tokens.words[match.end - 1][0].isdigit()
    return False


def _is_numbered_name(tokens: Tokens, match: Match) -> bool:
    """As in "Glock 17 and", "near Tower 4,": plain digits after a capitalised word inside a sentence, no headline."""
    if match.groups.get("low", (None,))[0] != match.first or match.groups.keys() & {"unit", "high"}:
        return False
    before, number, after = (_word(tokens, match.first + i) for i in (-1, 0, 1))
    if not (before[:1].isupper() and before.isalpha() and number.isdigit()) or after[:1].isupper():
        return False
    earlier = _word(tokens, match.first - 2)
    return bool(earlier) and (earlier.isalnum() or earlier in ",-–—") and match.end == match.first + 1


def _is_marker(tokens: Tokens, match: Match) -> bool:
    """As in "(1) one truck", "2. The command": the number of a list entry."""
    number, before, after = tokens.words[match.first], _word(tokens, match.first - 1), _word(tokens, match.end)
    if match.end != match.first + 1 or not number.isdigit() or len(number) > 2:
        return False
    if before == "(" and after == ")":
        return int(number) < 16
    starts_line = match.first == 0 or "\n" in tokens.text[tokens.ends[match.first - 1] - 1 : tokens.starts[match.first]]
    starts_line = starts_line or before.startswith("\n")
    return starts_line and after in (".", ")") and _word(tokens, match.end + 1)[:1].isupper()


def _is_clock(word: str) -> bool:
    """As in "7.20" after "at": hours and minutes with a dot."""
    hours, dot, minutes = word.partition(".")
    return bool(dot) and len(minutes) == 2 and hours.isdigit() and int(hours) < 24 and minutes < "60"


def _is_sequence(tokens: Tokens, match: Match) -> bool:
    """A telephone number, a table row: three or more numbers side by side; a number with a leading zero."""
    if (
        len(tokens.words[match.first]) > 1
        and tokens.words[match.first][0] == "0"
        and "." not in tokens.words[match.first]
    ):
        return True
    around = [_word(tokens, i)[:1].isdigit() for i in (match.first - 2, match.first - 1, match.end, match.end + 1)]
    return (around[1] and (around[0] or around[2])) or (around[2] and around[3])
