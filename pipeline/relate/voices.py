"""A voice: who says an event, how surely, as fact or plan; and what the walk up the parse has gathered of it."""

from dataclasses import dataclass, field, replace

from pipeline.relate.claimers import Source
from pipeline.relate.rules import Effect

CERTAINTY = ("possible", "probable", "certain")
_PRONOUNS = frozenset({"he", "she", "they", "it"})
REALIS = ("actual", "planned", "hypothetical")


@dataclass(frozen=True, slots=True)
class Voice:
    """One way an event is said: by whom, how surely, as fact or plan, asserted or denied."""

    polarity: str = "asserted"
    certainty: str = "certain"
    realis: str = "actual"
    source: Source | None = None
    cues: tuple[int, ...] = ()


@dataclass(slots=True)
class State:
    """What the walk has gathered so far. `is_open` turns false at a termination: only claimers count from there.

    `in_aside` turns true at a relative clause or apposition; `counted` is the noun a participle of the event hangs from
    ("30 civilians killed").
    """

    voice: Voice = field(default_factory=Voice)
    denied_by: list[Source] = field(default_factory=list)
    outer: list[Source] = field(default_factory=list)
    reported_at: int | None = None
    is_open: bool = True
    in_aside: bool = False
    counted: int | None = None
    below: int = -1

    def apply(self, effect: Effect, token: int) -> None:
        """Let a cue act: denials cancel out, the least certain and the least actual win."""
        voice = self.voice
        if token in voice.cues:
            return
        polarity = voice.polarity
        if effect.polarity == "flip":
            polarity = "denied" if polarity == "asserted" else "asserted"
        certainty = min(voice.certainty, effect.certainty or "certain", key=CERTAINTY.index)
        realis = max(voice.realis, effect.realis or "actual", key=REALIS.index)
        self.voice = replace(voice, polarity=polarity, certainty=certainty, realis=realis, cues=(*voice.cues, token))

    def leave_open(self, effect: Effect, token: int) -> None:
        """Nobody says that it happened, nor that it did not; what stands further up adds only claimers."""
        self.voice = replace(self.voice, polarity="asserted")
        self.apply(effect, token)
        self.is_open = False

    def report(self, source: Source, *, hearsay: bool) -> None:
        """Note a source: the first is the claimer, those further up report it; unnamed hearsay makes it probable."""
        if self.reported_at is not None and _is_nameless(self.voice.source) and source.mention is not None:
            self.voice = replace(self.voice, source=source)  # "X said that he heard that P"
            return
        if self.reported_at is not None:
            if source.text is not None and not _is_same(source, self.voice.source):
                self.outer.append(source)
            return
        self.reported_at = source.cue
        self.voice = replace(self.voice, source=source if source.text is not None else None)
        if source.text is None and hearsay:
            self.apply(Effect(certainty="probable"), source.cue)


def opposite(polarity: str) -> str:
    """The other polarity."""
    return "denied" if polarity == "asserted" else "asserted"


def _is_nameless(source: Source | None) -> bool:
    """Whether a source is a pronoun of which nobody knows whom it means."""
    return (
        source is not None and source.mention is None and source.text is not None and source.text.lower() in _PRONOUNS
    )


def _is_same(a: Source, b: Source | None) -> bool:
    """Whether two sources are one speaker: "I think they attacked," she said."""
    if b is None or a.mention is None or b.mention is None:
        return False
    return (a.mention.referent or a.mention.mention_id) == (b.mention.referent or b.mention.mention_id)
