"""Gold articles as the text of their files, and claims as their lines."""

import yaml

from pipeline.learn.gold import GoldArticle, GoldClaim, GoldMention
from pipeline.vocabulary import Vocabulary, vocabulary


def write_gold(article: GoldArticle) -> str:
    """The file text of a gold article; `read_gold` of it gives the article back."""
    head = yaml.safe_dump(
        {
            "id": article.id, "event": article.event, "style": article.style, "published": article.published,
            "publisher": article.publisher, "title": article.title, "annotator": article.annotator,
            "claims": article.has_claims,
        },
        sort_keys=False, allow_unicode=True, width=1000,
    )  # fmt: skip
    lines = ["---", head.rstrip("\n"), "---"]
    vocab = vocabulary()
    previous_end: int | None = None
    for start, end in article.sentences:
        if previous_end is not None and article.text[previous_end:start] == "\n\n":
            lines.append("")
        lines.append(_mark_sentence(article, start, end, vocab))
        lines += [f"> {claim_line(claim)}" for claim in article.claims if claim.sentence_start == start]
        previous_end = end
    return "\n".join(lines) + "\n"


def _mark_sentence(article: GoldArticle, start: int, end: int, vocab: Vocabulary) -> str:
    inside = [m for m in article.mentions if start <= m.start and m.end <= end]
    opens: dict[int, int] = {}
    closes: dict[int, list[GoldMention]] = {}
    for mention in inside:
        opens[mention.start] = opens.get(mention.start, 0) + 1
        closes.setdefault(mention.end, []).append(mention)
    out: list[str] = []
    for at in range(start, end + 1):
        for mention in sorted(closes.get(at, []), key=lambda m: (-m.start, m.label)):
            kind = "" if mention.kind == vocab.labels[mention.label] else f".{mention.kind}"
            out.append(f"|{mention.label}{kind}{f'#{mention.ref}' if mention.ref else ''}]")
        if at < end:
            out.append("[" * opens.get(at, 0))
            char = article.text[at]
            out.append(f"\\{char}" if char in "[]|\\" else char)
    return "".join(out)


def claim_line(claim: GoldClaim) -> str:
    """The line of a claim, without its leading `> `."""
    parts = [f"{claim.predicate} {claim.subject or '-'} -> {claim.object or '-'}"]
    values = claim.attributes
    parts += [f"{key} {values[key]}" for key in ("place", "instrument") if key in values]
    if "time_start" in values:
        ref = f"{values['time_ref']} " if "time_ref" in values else ""
        same = values["time_start"] == values["time_end"]
        parts.append(f"time {ref}{values['time_start']}" + ("" if same else f"..{values['time_end']}"))
    elif "time_ref" in values:
        parts.append(f"time {values['time_ref']}")
    if "value_low" in values:
        low, high = values["value_low"], values["value_high"]
        parts.append("value " + (f"{low:g}" if low == high else f"{_open(low)}..{_open(high)}"))
    if "value_unit" in values:
        parts.append(f"unit {values['value_unit']}")
    if "value_kind" in values:
        parts.append(f"kind {values['value_kind']}")
    if "claimer" in values:
        parts.append(f"claimer {values['claimer']}")
    defaults = ("asserted", "certain", "actual")
    parts += [v for v in (claim.polarity, claim.certainty, claim.realis) if v not in defaults]
    return "; ".join(parts)


def _open(value: object) -> str:
    return "" if value is None else f"{value:.15g}"
