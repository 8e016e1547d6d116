"""Bytes to text: which encoding, and whether it is text at all."""

import codecs
import re

import ftfy.bad_codecs  # noqa: F401  (registers sloppy-windows-1252, which knows all 256 bytes)

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"\x7fELF", b"MZ\x90", b"BZh",
    b"\xd0\xcf\x11\xe0", b"{\\rtf", b"RIFF", b"ID3", b"OggS", b"SQLite format 3", b"\xfd7zXZ", b"7z\xbc\xaf", b"PAR1",
)  # fmt: skip
_SAMPLE_BYTES = 65_536
_MAX_CONTROL_SHARE = 0.05
_MIN_WIDE_SHARE = 0.3  # of zero bytes on one side, by which UTF-16 without a mark is known
_NOT_TEXT = bytes(set(range(32)) - set(b"\t\n\r\x0b\x0c\x1a\x1b")) + b"\x7f"
_HIGH = bytes(range(0x80, 0x100))
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def decode_text(raw: bytes) -> str | None:
    """The text of a file: by its mark, as UTF-8, UTF-16, or Windows-1252; None when it is no text.

    Text that is mostly good UTF-8 with broken places keeps U+FFFD in their stead. A mark is no part of the text.
    """
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return raw[len(mark) :].decode(encoding, "replace")
    if raw.startswith(_MAGIC):
        return None
    wide = _wide_encoding(raw[:_SAMPLE_BYTES])
    if wide is not None:
        return raw.decode(wide, "replace")
    sample = raw[:_SAMPLE_BYTES]
    if len(sample) - len(sample.translate(None, _NOT_TEXT)) > _MAX_CONTROL_SHARE * len(sample):
        return None
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_broken(raw)


def _wide_encoding(sample: bytes) -> str | None:
    if len(sample) < 4:
        return None
    halves = len(sample) // 2
    even, odd = sample[0::2].count(0) / halves, sample[1::2].count(0) / halves
    if odd >= _MIN_WIDE_SHARE and even < odd / 10:
        return "utf-16-le"
    return "utf-16-be" if even >= _MIN_WIDE_SHARE and odd < even / 10 else None


def _decode_broken(raw: bytes) -> str:
    good = sum(len(found) for found in _MULTIBYTE.findall(raw))
    high = len(raw) - len(raw.translate(None, _HIGH))
    if good * 2 > high:
        return raw.decode("utf-8", "replace")
    return raw.decode("sloppy-windows-1252")
