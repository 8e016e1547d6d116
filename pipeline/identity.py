"""How an entity that is only described gets its id: `resolve` gives it, `reconcile` knows it again by it."""

from pipeline.ids import content_id


def described_id(doc_id: str, start: int, end: int, label: str) -> str:
    """Entity id of somebody or something without a name: the place of its first mention."""
    return content_id("e", "own", doc_id, start, end, label)
