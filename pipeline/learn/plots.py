"""Figures as SVG pictures, which `dvc plots show` puts into its page: they need no script from the net."""

from collections import Counter
from collections.abc import Iterable, Mapping
from html import escape

_FONT = 'font-family="sans-serif" font-size="12"'
_COLOURS = ("#4c78a8", "#f58518", "#54a24b", "#b279a2")
_LEFT, _TOP, _BAR, _WIDE = 150, 46, 12, 420
_CELL = 62


def bar_chart(title: str, groups: Mapping[str, Mapping[str, float]]) -> str:
    """Horizontal bars from 0 to 1: a row a name, in each row a bar a group, with its value behind it."""
    names = list(dict.fromkeys(name for values in groups.values() for name in values))
    row = _BAR * len(groups) + 10
    parts = [_text(_LEFT + 70 * i, 36, group, fill=_COLOURS[i % len(_COLOURS)]) for i, group in enumerate(groups)]
    for n, name in enumerate(names):
        y = _TOP + n * row
        parts.append(_text(_LEFT - 8, y + row / 2, name, anchor="end"))
        for i, values in enumerate(groups.values()):
            if name in values:
                at, value = y + i * _BAR, values[name]
                colour = _COLOURS[i % len(_COLOURS)]
                parts.append(_box(_LEFT, at, _WIDE * value, _BAR - 2, colour))
                parts.append(_text(_LEFT + _WIDE * value + 6, at + _BAR - 3, f"{value:.3f}"))
    return _picture(title, _LEFT + _WIDE + 60, _TOP + len(names) * row, parts)


def heat_table(title: str, pairs: Iterable[tuple[str, str]]) -> str:
    """How often each pair occurs: first values down, second across, a cell the darker the more of its row it holds."""
    counts = Counter(pairs)
    down = sorted({first for first, _ in counts})
    across = sorted({second for _, second in counts})
    parts = [_text(_LEFT + (j + 0.5) * _CELL, 40, second[:8], anchor="middle") for j, second in enumerate(across)]
    for i, first in enumerate(down):
        y = _TOP + i * 22
        total = sum(counts[first, second] for second in across)
        parts.append(_text(_LEFT - 8, y + 15, first, anchor="end"))
        for j, second in enumerate(across):
            if n := counts[first, second]:
                x, share = _LEFT + j * _CELL, n / total
                parts.append(_box(x, y, _CELL - 2, 20, _COLOURS[0], opacity=round(0.1 + 0.9 * share, 3)))
                parts.append(_text(x + _CELL / 2, y + 15, str(n), anchor="middle"))
    return _picture(title, _LEFT + len(across) * _CELL + 20, _TOP + len(down) * 22, parts)


def _picture(title: str, width: float, height: float, parts: Iterable[str]) -> str:
    size = f'width="{width:.0f}" height="{height + 14:.0f}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {_FONT}>',
        '<rect width="100%" height="100%" fill="white"/>',
    ]
    return "\n".join([*lines, _text(8, 18, title), *parts, "</svg>"]) + "\n"


def _text(x: float, y: float, text: str, *, anchor: str = "start", fill: str = "black") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{fill}">{escape(text)}</text>'


def _box(x: float, y: float, width: float, height: float, fill: str, opacity: float = 1.0) -> str:
    size = f'width="{width:.1f}" height="{height:.1f}"'
    return f'<rect x="{x:.1f}" y="{y:.1f}" {size} fill="{fill}" fill-opacity="{opacity}"/>'
