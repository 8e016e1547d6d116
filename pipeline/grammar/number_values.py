"""What a matched quantity is worth: its bounds and its unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from text_to_num import text2num  # type: ignore[import-untyped]

from pipeline.grammar.classes import Match, Part

Bounds = tuple[float | None, float | None]

_SQUARED = {"square": "2", "cubic": "3"}
_MAX = 1e18  # a larger number is a serial number or a typing error


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with bounds: low = high when exact, None where open. `unit` is None for a count.

    Ages have the unit "years", a share of a whole ("a third") has "share", per cent has "percent".
    """

    low: float | None
    high: float | None
    unit: str | None


def evaluate(match: Match, parts: Sequence[Part]) -> Quantity | None:
    """The quantity of a match, or None when its number cannot be read or its range runs backwards."""
    groups = {name: parts[first - match.first : end - match.first] for name, (first, end) in match.groups.items()}
    if match.rule.kind == "age_decade":
        return _age_decade(parts)
    low = _share(groups["low"]) if match.rule.kind in ("share", "half_unit") else _bounds(groups["low"])
    high = _bounds(groups["high"]) if "high" in groups else low
    if low is None or high is None:
        return None
    if "high" in groups:
        low = _scaled_like(low, groups["low"], groups["high"])
    bounds = _apply_bound((low[0], high[1]), groups)
    if bounds[0] is not None and bounds[1] is not None and bounds[0] > bounds[1]:
        return None
    if max(bounds[0] or 0, bounds[1] or 0) > _MAX:
        return None
    return Quantity(*bounds, _unit(match.rule.kind, groups))


def _apply_bound(bounds: Bounds, groups: Mapping[str, Sequence[Part]]) -> Bounds:
    low, high = bounds
    if "at_least" in groups or "at_least_after" in groups:
        return low, None if "high" not in groups else high
    if "at_most" in groups or "at_most_after" in groups:
        return None, high
    return low, high


def _unit(kind: str, groups: Mapping[str, Sequence[Part]]) -> str | None:
    if kind == "age":
        return "years"
    if kind == "share":
        return "share"
    parts = groups.get("unit", ())
    if not parts:
        return None
    if parts[0].kind == "square":
        return f"{parts[-1].value}{_SQUARED[parts[0].value]}"
    if parts[0].kind == "nautical":
        return f"nautical {parts[-1].value}"
    if parts[0].kind in ("percent", "per"):
        return "percent"
    if parts[0].kind == "percentage":
        return "percentage points" if len(parts) > 1 else "percent"
    return str(parts[-1].value)


def _scaled_like(low: Bounds, low_parts: Sequence[Part], high_parts: Sequence[Part]) -> Bounds:
    """As in "10 to 12 thousand", "$5-10 million": the scale after the second number belongs to both."""
    scale = [part for part in high_parts if part.kind in ("hundred", "magnitude", "magnitude_short", "dozen")]
    if len(scale) != 1 or high_parts[-1] is not scale[0] or low[0] is None or low[1] is None:
        return low
    if any(part.kind in ("hundred", "magnitude", "magnitude_short", "dozen") for part in low_parts):
        return low
    simple = all(part.kind in ("number", "plain", "one", "small", "tens", "dash") for part in low_parts)
    # "900 to 1 thousand" keeps its first number.
    if not simple or low[0] > (_bounds(high_parts[:-1]) or (0.0, 0.0))[1]:  # type: ignore[operator]
        return low
    return low[0] * scale[0].value, low[1] * scale[0].value


def _bounds(parts: Sequence[Part]) -> Bounds | None:
    kinds = [part.kind for part in parts]
    if "plural" in kinds or "scores" in kinds:
        return _plural(parts)
    if "couple" in kinds or "vague" in kinds:
        low, high = next(part.value for part in parts if part.kind in ("couple", "vague"))
        scale = _product(parts, ("hundred", "magnitude", "dozen"))
        return low * scale, high * scale
    if kinds[0] == "half" or "quarter" in kinds:
        share = next(part.value for part in parts if part.kind in ("half", "quarter"))
        number = share * _product(parts, ("hundred", "magnitude", "dozen"))
        return number, number
    number = _exact(parts)
    return None if number is None else (number, number)


def _plural(parts: Sequence[Part]) -> Bounds:
    plurals = [part.value for part in parts if part.kind in ("plural", "plural_tens", "scores")]
    vague = [part.value for part in parts if part.kind == "vague"]
    low = 2.0
    for value in plurals:
        low *= value
    if vague:
        return vague[0][0] * plurals[0], vague[0][1] * plurals[0]
    return low, None


def _product(parts: Sequence[Part], kinds: tuple[str, ...]) -> float:
    product = 1.0
    for part in parts:
        if part.kind in kinds:
            product *= part.value
    return product


def _exact(parts: Sequence[Part]) -> float | None:
    """Digits or words with their scale; "two and a half million". None when the words make no number."""
    kinds = [part.kind for part in parts]
    if "half" in kinds:
        cut = kinds.index("and")
        whole = _exact(parts[:cut])
        scale = _product(parts[cut:], ("magnitude",))
        inner = _product(parts[:cut], ("magnitude", "magnitude_short", "dozen"))
        return None if whole is None else (whole + 0.5 * inner) * scale
    if kinds[0] in ("number", "plain"):
        scale = _product(parts, ("hundred", "magnitude", "magnitude_short", "dozen"))
        if "measure_short" in kinds:  # "$5m": metres only without a currency
            scale *= 1e6
        return float(parts[0].word.replace(",", "")) * scale
    dozens = _product(parts, ("dozen",))
    words = [part.word.lower() for part in parts if part.kind not in ("dash", "comma", "dozen")]
    if not words or words == ["a"]:
        return dozens
    if words[0] == "a":
        words[0] = "one"
    try:
        return float(text2num(" ".join(words), "en")) * dozens
    except ValueError:
        return None


def _share(parts: Sequence[Part]) -> Bounds | None:
    share = next(part.value for part in parts if part.kind in ("third", "thirds", "quarter", "half"))
    count = (
        _exact([part for part in parts if part.kind in ("one", "small")])
        if len(parts) > 1 and parts[0].kind != "a"
        else 1.0
    )
    return None if count is None else (count * share, count * share)


def _age_decade(parts: Sequence[Part]) -> Quantity | None:
    phase = next((part.value for part in parts if part.kind == "phase"), (0, 9))
    part = parts[-1]
    start = part.value if part.kind == "decade_words" else int(part.word[:-1])
    return Quantity(float(start + phase[0]), float(start + phase[1]), "years")
