"""Characters: mojibake, entities, line ends, odd spaces, invisible characters, composed letters; offsets kept.

Curly quotes, dashes and emoji stay as they are: names are compared elsewhere, and evidence should look like its source.
"""

import html
import re
import unicodedata
from collections.abc import Iterator

import ftfy

from pipeline.clean.mapped import Edit, MappedText

_MAX_PASSES = 4
_MAX_REPAIR_CHARS = 20_000  # a longer line is repaired in parts

# What mojibake of UTF-8 always has: a character that a single-byte encoding gives to a byte from 0xC2 on.
_SUSPICIOUS = re.compile("[\x80-\x9f\u00a1-\u00ac\u00ae-\u00ff\u0102-\u0491\u2310-\u25ff]")
_NON_ASCII = re.compile(r"[^\x00-\x7f]+")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_SPACES = "\t\x0b\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_BREAKS = "\x0c\u2028\u2029"
_INVISIBLE = (
    "\x00-\x08\x0e-\x1f\x7f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffc"
)
_LIGATURES = "\ufb00-\ufb06"
_ODD = re.compile(f"\r\n?|[ {_SPACES}]{{2,}}|[{_SPACES}{_BREAKS}{_INVISIBLE}{_LIGATURES}\x80-\x9f\ud800-\udfff]")
_IS_SPACE = re.compile(f"[ {_SPACES}]")
_IS_BREAK = re.compile(f"[\r{_BREAKS}]")
_JAMO = range(0x1160, 0x1200)


def normalise(source: MappedText) -> MappedText:
    """The text in NFC, repaired, with `\\n` as its only control character and no two spaces in a row."""
    for _ in range(_MAX_PASSES):
        repaired = _repair(source)
        decoded = _decode_entities(repaired)
        plain = decoded.edited([(m.start(), m.end(), _plain(m[0])) for m in _ODD.finditer(decoded.text)])
        composed = _compose(plain)
        if repaired is source and decoded is repaired and composed is plain:
            return composed
        source = composed
    return source


def normalise_line(text: str | None) -> str | None:
    """A title or name as one line; None when nothing is left of it."""
    if text is None:
        return None
    return " ".join(normalise(MappedText.of(text)).text.split()) or None


def _plain(odd: str) -> str:
    first = odd[0]
    if _IS_SPACE.match(first):
        return " "
    if _IS_BREAK.match(first):
        return "\n"
    if "\ufb00" <= first <= "\ufb06":
        return unicodedata.normalize("NFKC", first)
    if "\x80" <= first <= "\x9f":  # a control character here is Windows-1252 that was read as Latin-1
        return first.encode("latin-1").decode("cp1252", "ignore")
    return "\ufffd" if "\ud800" <= first <= "\udfff" else ""


def _decode_entities(source: MappedText) -> MappedText:
    if "&" not in source.text:
        return source
    found = ((m.start(), m.end(), html.unescape(m[0])) for m in _ENTITY.finditer(source.text))
    return source.edited([(start, end, new) for start, end, new in found if new != source.text[start:end]])


def _repair(source: MappedText) -> MappedText:
    """Repair text that was decoded with the wrong encoding, part by part, where ftfy is sure of it."""
    if source.text.isascii() or not _SUSPICIOUS.search(source.text):
        return source
    edits: list[Edit] = []
    for start, end in _parts(source.text):
        part = source.text[start:end]
        if _SUSPICIOUS.search(part):
            fixed = ftfy.fix_encoding(part)
            if fixed != part:
                edits += [(start + a, start + b, new) for a, b, new in _differences(part, fixed)]
    return source.edited(edits)


def _parts(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(text):
        end = text.find("\n", start, start + _MAX_REPAIR_CHARS) + 1
        if end == 0:
            limit = start + _MAX_REPAIR_CHARS
            end = len(text) if limit >= len(text) else text.rfind(" ", start, limit) + 1 or limit
        yield start, end
        start = end


def _differences(old: str, new: str) -> list[Edit]:
    """Edits from `old` to `new`, whose ASCII characters are the same except for a blank eaten by a repair."""
    old_marks, new_marks = list(_NON_ASCII.finditer(old)), list(_NON_ASCII.finditer(new))
    edits: list[Edit] = []
    old_at = new_at = 0
    if len(old_marks) == len(new_marks):
        for was, now in zip(old_marks, new_marks, strict=True):
            if old[old_at : was.start()] == " " + new[new_at : now.start()] and edits:
                edits[-1] = (edits[-1][0], old_at + 1, edits[-1][2])
            elif old[old_at : was.start()] != new[new_at : now.start()]:
                return _middle(old, new)
            edits.append((was.start(), was.end(), now[0]))
            old_at, new_at = was.end(), now.end()
        if old[old_at:] == " " + new[new_at:] and edits:
            edits[-1] = (edits[-1][0], old_at + 1, edits[-1][2])
            old_at += 1
        if old[old_at:] == new[new_at:]:
            return [
                (a + first, a + last, kept)
                for a, b, fixed in edits
                if old[a:b] != fixed
                for first, last, kept in _middle(old[a:b], fixed)
            ]
    return _middle(old, new)


def _middle(old: str, new: str) -> list[Edit]:
    """One edit: all between the common beginning and the common end."""
    limit = min(len(old), len(new))
    head = next((i for i in range(limit) if old[i] != new[i]), limit)
    tail = next((i for i in range(limit - head) if old[-1 - i] != new[-1 - i]), limit - head)
    return [(head, len(old) - tail, new[head : len(new) - tail])]


def _compose(source: MappedText) -> MappedText:
    if unicodedata.is_normalized("NFC", source.text):
        return source
    edits: list[Edit] = []
    for match in re.finditer(r"[\x00-\x7f]?[^\x00-\x7f]+", source.text):
        if not unicodedata.is_normalized("NFC", match[0]):
            edits += _compose_stretch(match[0], match.start())
    return source.edited(edits)


def _compose_stretch(stretch: str, at: int) -> list[Edit]:
    starts = [i for i in range(len(stretch)) if i == 0 or _is_boundary(stretch[i - 1], stretch[i])]
    parts = [
        (a, b, unicodedata.normalize("NFC", stretch[a:b])) for a, b in zip(starts, [*starts[1:], None], strict=True)
    ]
    whole = unicodedata.normalize("NFC", stretch)
    if "".join(new for _, _, new in parts) != whole:
        return [(at, at + len(stretch), whole)]
    ends = [*starts[1:], len(stretch)]
    return [(at + a, at + b, new) for (a, _, new), b in zip(parts, ends, strict=True) if stretch[a:b] != new]


def _is_boundary(before: str, after: str) -> bool:
    """Whether `after` begins a new composed character; Hangul vowels and finals never do."""
    if unicodedata.combining(after) or ord(after) in _JAMO:
        return False
    return unicodedata.is_normalized("NFC", before + after) or not unicodedata.is_normalized("NFC", after)
