"""How corrected articles are read before and after a retraining."""

from pathlib import Path

from learn.conftest import gold_text

from pipeline.learn.corrected import corrected_lines, corrected_since
from pipeline.learn.evaluate import Reading
from pipeline.learn.gold import GoldArticle, GoldMention, read_gold
from pipeline.learn.gold_articles import gold_mentions
from pipeline.records import Mention

BODY = "The [Ember Kolonne|UNIT] took [Gorvan|PLACE].\n\n[Colonel|RANK] [Bala Tamuno|PERSON] said.\n"


def write(folder: Path, name: str, body: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.txt").write_text(gold_text(name, body), encoding="utf-8")


def found_as(gold: GoldArticle, **labels: str) -> tuple[Mention, ...]:
    """What gold marks, some of it with another label, or (none) not at all; underscores stand for spaces."""
    plain = {text.replace("_", " "): label for text, label in labels.items()}
    mentions = gold_mentions(gold)[0]
    return tuple(
        Mention(**{n: getattr(m, n) for n in Mention.__slots__} | {"label": plain.get(m.text, m.label)})
        for m in mentions
        if plain.get(m.text) != "none"
    )


def test_gold_that_is_new_or_changed(tmp_path: Path) -> None:
    before, now = tmp_path / "before", tmp_path / "now"
    for folder in (before, now):
        write(folder, "same", BODY)
        write(folder, "changed", BODY if folder == now else BODY.replace("UNIT", "ORG"))
    write(now, "new", BODY.replace("took", "left"))
    assert [gold.id for gold in corrected_since(now, before)] == ["changed", "new"]
    assert len(corrected_since(now, tmp_path / "none")) == 3


def test_what_is_found_then_and_now(tmp_path: Path) -> None:
    write(tmp_path, "g", BODY)
    gold = read_gold(tmp_path / "g.txt")
    assert all(isinstance(m, GoldMention) for m in gold.mentions)
    then = Reading(gold, found_as(gold, Ember_Kolonne="ORG", Colonel="none"))
    now = Reading(gold, found_as(gold, Gorvan="PERSON", Bala_Tamuno="none"))
    lines = corrected_lines([then], [now], tmp_path)
    assert lines[0] == "corrected articles: 1; mentions found as marked, then → now, and others found"
    assert "  UNIT         0 → 1 of 1, others 0 → 0" in lines
    assert "  PLACE        1 → 0 of 1, others 0 → 0" in lines
    assert "g.txt: 2 → 2 of 4, others 1 → 1" in lines
    assert "    line 11: PLACE 'Gorvan' no longer found, read as PERSON 'Gorvan'" in lines
    assert "    line 13: PERSON 'Bala Tamuno' no longer found" in lines
    alone = corrected_lines(None, [Reading(gold, found_as(gold, Colonel="none"))], tmp_path)
    assert "g.txt: 3 of 4, others 0" in alone
    assert "    line 13: RANK 'Colonel' not found" in alone
