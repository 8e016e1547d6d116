"""What reading an input gives, before its text is cleaned."""

from dataclasses import dataclass
from datetime import date

from pipeline.clean.mapped import MappedText


@dataclass(frozen=True, slots=True)
class Source:
    """What an input says: its text and what it says about itself. `offsets` is False where they would mean nothing."""

    text: MappedText
    title: str | None = None
    published: date | None = None
    publisher: str | None = None
    url: str | None = None
    source_id: str | None = None
    has_offsets: bool = True


class NotTakenError(Exception):
    """Raised while an input is read: why it cannot be taken."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason, self.detail = reason, detail
