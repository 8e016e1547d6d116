"""Content ids: equal content, equal id; 80 bits of SHA-256, so that a collision among 10^9 rows is unlikely."""

import hashlib
import json
from collections.abc import Sequence
from datetime import date

Part = str | int | float | date | None

_HEX_DIGITS = 20  # 80 bits


def content_id(prefix: str, *parts: Part | Sequence[Part]) -> str:
    """`prefix_` and 20 hex digits of a hash over the parts. The boundaries between parts count.

    >>> content_id("d", "ab", "c") == content_id("d", "a", "bc")
    False
    """
    canonical = json.dumps(parts, ensure_ascii=False, separators=(",", ":"), default=_plain)
    return f"{prefix}_{hashlib.sha256(canonical.encode('utf-8', 'surrogatepass')).hexdigest()[:_HEX_DIGITS]}"


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"cannot hash {value!r}")


def fingerprint(*parts: str | bytes) -> str:
    """SHA-256 over texts and bytes, boundaries kept; for cache keys."""
    digest = hashlib.sha256()
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(len(raw).to_bytes(8, "big"))
        digest.update(raw)
    return digest.hexdigest()
