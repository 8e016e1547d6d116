"""The publication date that the head of a plain text says, and the dates there that are none."""

from datetime import date

import pytest

from pipeline.clean import CleanSettings, RawArticle, clean_article
from pipeline.clean.dateline import find_dateline
from pipeline.records import Article

NEWS = "Shells fell on the ferry port for a second night on Sunday, killing four dockers, the mayor said."
DAY = date(2031, 3, 9)


@pytest.mark.parametrize(
    "head",
    [
        "PORT SELBY, 9 March 2031 — {}",
        "Lorca falls\n\nLORCA, 9 March 2031 (Selby Courier) — {}",
        "BASCANY, Qaran, March 9, 2031 (Lagoon Press) -- {}",
        "San Telmo, 9 March 2031: {}",
        "Lorca falls\n9 March 2031\n\n{}",
        "Lorca falls\nBy Mira Dolan | 9 March 2031, 11:05\n\n{}",
        "Lorca falls\nLagoon Watch – Sunday, 9 March 2031\n\n{}",
        "Lorca falls\nPublished: 09.03.2031 18:20\n{}",
        "09.03.2031 12:10   |   Version for print\n{}",
        "MINISTRY OF DEFENCE, SAN TELMO\nCommunique No. 41, 9 March 2031\n\n{}",
        "Eastern Lagoon Assessment\nInstitute for Coastal Security, 9 March 2031\n\n{}",
        "Lorca falls\nUpdated 2031-03-09 at 14:30 GMT\n\n{}",
        "Lorca falls\nPublished 9 March 2031\nUpdated 10 March 2031\n\n{}",
    ],
)
def test_what_the_head_of_a_text_says(head: str) -> None:
    assert find_dateline(head.format(NEWS), 1900, 2100) == DAY


@pytest.mark.parametrize(
    "text",
    [
        "LORCA, March 9 (Selby Courier) — {}",  # no year
        "The battle of Mora, 5 July 1943\n\n{}",  # what the article is about
        "Remembering Port Selby Harbour, 5 July 1943\n\n{}",  # a headline
        "Lorca falls\nA burnt tank near the old mill, 5 July 1943\n\n{}",  # a caption
        "Lorca falls\n\nLorca, 5 July 1943\n\n{}",  # a chapter
        "On 9 March 2031 the fleet sailed. {}",
        "Lorca, 9 March 2031. The sirens began at five. {}",  # where a story begins
        "A chronicle\n\n24 February 2022\n\n{0}\n\n25 February 2022\n\n{0}",
        "{0}\n\n{0}\n\n{0}\n\n{0}\n\n{0}\n\n{0}\n\n9 March 2031",  # not the head
        "Lorca falls\n31 February 2031\n\n{}",
        "Lorca falls\n9 March 2931\n\n{}",
        "",
    ],
)
def test_other_days_are_none(text: str) -> None:
    assert find_dateline(text.format(NEWS), 1900, 2100) is None


@pytest.mark.parametrize(
    ("raw", "published"),
    [
        (f"LORCA, 9 March 2031 (Selby Courier) — {NEWS}", DAY),
        (
            f" date 2031-03-11 LORCA, 9 March 2031 (Selby Courier) — {NEWS}",
            date(2031, 3, 11),
        ),  # what the input says first
        (NEWS, None),
    ],
)
def test_an_article_without_a_date_of_its_own_takes_that_of_its_head(
    raw: str, published: date | None, settings: CleanSettings
) -> None:
    article = clean_article(RawArticle("x", "text", raw.encode()), settings)
    assert isinstance(article, Article)
    assert article.published == published
