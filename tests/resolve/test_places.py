from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.config import project_root
from pipeline.errors import ConfigError
from pipeline.resolve import Knowledge
from pipeline.resolve.gazetteer import open_gazetteer
from pipeline.resolve.gazetteer_files import read_country_points, read_region_points
from pipeline.resolve.place import distance_km
from pipeline.resolve.places import read_place_name

_CONFIGS = project_root() / "configs" / "resolve"
_POINTS = (_CONFIGS / "country_points.csv", _CONFIGS / "region_points.csv")


def _place(made: Any, known: Knowledge, ref: str = "x") -> dict[str, Any]:
    found = made.resolve(known)
    links = {row["mention_id"]: row["entity_id"] for row in found.links.to_pylist()}
    rows = {row["entity_id"]: row for row in found.entities.to_pylist()}
    row: dict[str, Any] = rows[links[made.refs["a0", ref]]]
    return row


@pytest.mark.parametrize(
    ("text", "expected", "precision"),
    [
        ("Shelling in [Sudzha|PLACE#x], [Kursk Oblast|PLACE], [Russia|PLACE].", "geonames:486816", "place"),
        ("Shelling in [Kursk Oblast|PLACE#x] of [Russia|PLACE].", "geonames:538555", "region"),
        ("Troops of [Russia|PLACE#x] left.", "geonames:2017370", "country"),
        ("The [Republic of Tuva|PLACE#x] in [Russia|PLACE].", "geonames:1488873", "region"),
        ("A depot in [Odesa|PLACE#x], [Ukraine|PLACE], burned.", "geonames:698740", "place"),
        ("A depot in [Odessa|PLACE#x], [Texas|PLACE], [United States|PLACE].", "geonames:5527554", "place"),
        ("[Tripoli|PLACE#x] is a port of [Lebanon|PLACE].", "geonames:266826", "place"),
        ("[Tripoli|PLACE#x] is the capital of [Libya|PLACE].", "geonames:2210247", "place"),
        ("In [Buryatia|PLACE#x], [Russia|PLACE].", "geonames:2050915", "region"),
        ("In [southern Ukraine|PLACE#x] it rained.", None, "within"),
        ("Near the [thermal power plant|PLACE.nominal#x] in [Ukraine|PLACE].", None, None),
        ("At [Zyxwvut Qpomn|PLACE#x] in [Ukraine|PLACE].", None, None),
    ],
)
def test_readings(
    text: str, expected: str | None, precision: str | None, known: Knowledge, corpus: Callable[..., Any]
) -> None:
    row = _place(corpus(text), known)
    assert (row["gazetteer_id"], row["geo_precision"]) == (expected, precision)
    assert (row["lat"] is None) == (precision is None)


def test_a_demonym_is_no_town(known: Knowledge, corpus: Callable[..., Any]) -> None:
    row = _place(corpus("[Polish|NATIONALITY#x] trucks left [Poland|PLACE]."), known)
    assert (row["label"], row["gazetteer_id"], row["country"]) == ("NATIONALITY", None, "PL")


def test_a_region_lies_in_the_middle_of_its_towns(known: Knowledge) -> None:
    region = next(p for p in known.gazetteer.find("Kursk") if p.kind == "first")
    town = next(p for p in known.gazetteer.find("Kursk") if p.kind == "town")
    distance = distance_km((region.lat, region.lon), (town.lat, town.lon))
    assert distance is not None
    assert 1 < distance < 60


@pytest.mark.parametrize(
    ("text", "base", "kind"),
    [
        ("Kursk Oblast", "kursk", "first"),
        ("Kursk sector", "kursk", "sector"),
        ("Sea of Azov", "of azov", "water"),
        ("Republic of Tuva", "tuva", "first"),
        ("eastern Ukraine", "ukraine", "part"),
        ("Kurakhove thermal power plant", "kurakhove", "site"),
        ("Kyiv", "kyiv", "any"),
    ],
)
def test_names_are_taken_apart(text: str, base: str, kind: str, known: Knowledge) -> None:
    found = read_place_name(text, known.words)
    assert (found.base, found.kind) == (base, kind)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("Xville,91.5,20,UA,town,", "not between -90 and 90"),
        ("Xville,50,200,UA,town,", "not between -180 and 180"),
        ("Xville,fifty,20,UA,town,", "no number"),
        ("Xville,50,,UA,town,", "both"),
        ("Xville,50,20,Ukraine,town,", "ISO 3166"),
        ("Xville,50,20,UA,castle,", "kind 'castle'"),
        (",50,20,UA,town,", "name is empty"),
        ("Xville,50,20,UA", "expected 6 columns"),
    ],
)
def test_bad_gazetteer_rows_name_their_line(tmp_path: Path, row: str, message: str, known: Knowledge) -> None:
    (tmp_path / "own.csv").write_text(f"# mine\nname,lat,lon,country,kind,aliases\n{row}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=message) as caught:
        open_gazetteer(_index(known), tmp_path, *_POINTS)
    assert caught.value.line == 3


def test_a_seed_place_is_found_by_its_alias(tmp_path: Path, known: Knowledge) -> None:
    (tmp_path / "own.csv").write_text(
        "name,lat,lon,country,kind,aliases\nXville,50,20,UA,site,The X works|Х завод\n", encoding="utf-8"
    )
    found = open_gazetteer(_index(known), tmp_path, *_POINTS).find("the x works")
    assert [(p.gazetteer_id, p.kind, p.lat) for p in found] == [("seeds:xville-ua", "site", 50.0)]


def _index(known: Knowledge) -> Path:
    return Path(known.gazetteer.index.execute("PRAGMA database_list").fetchone()[2])


def test_every_state_lies_among_its_towns(known: Knowledge) -> None:
    index, far = known.gazetteer.index, []
    states = read_country_points(_POINTS[0])
    for code, (lat, lon) in states.items():
        south, north, west, east = index.execute(
            "SELECT min(lat), max(lat), min(lon), max(lon) FROM places WHERE kind = 'town' AND country = ?", (code,)
        ).fetchone()
        if not (south <= lat <= north and west <= lon <= east):
            far.append(code)
    assert len(states) > 150
    assert far == []


def test_every_region_lies_near_its_towns(known: Knowledge) -> None:
    index = known.gazetteer.index
    towns = index.execute("SELECT first, avg(lat), avg(lon), count(*) FROM places WHERE kind = 'town' GROUP BY first")
    middles = {f"geonames:{first}": (lat, lon) for first, lat, lon, count in towns if count > 20}
    distances = [
        distance_km(middles[ident], (place.lat, place.lon))
        for ident, place in known.gazetteer.regions.items()
        if ident in middles
    ]
    assert len(distances) > 1000
    assert max(distance for distance in distances if distance is not None) < 1300  # Krasnoyarsk Krai: 2,300 km long


@pytest.mark.parametrize(
    ("row", "message"),
    [("12,X,UA,91,20,", "not between"), ("x,X,UA,50,20,", "expected geonames_id"), ("12,X,UA,,,", "both stand")],
)
def test_bad_region_rows_name_their_line(tmp_path: Path, row: str, message: str) -> None:
    path = tmp_path / "points.csv"
    path.write_text(f"geonames_id,name,country,lat,lon,aliases\n{row}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=message) as caught:
        list(read_region_points(path))
    assert caught.value.line == 2


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        ("[Zyxwvut|PLACE#x] fell to rebels.", "Rebels in [Mali|PLACE] took [Zyxwvut|PLACE#x].", True),
        ("Rebels in [Chad|PLACE] took [Zyxwvut|PLACE#x].", "Rebels in [Mali|PLACE] took [Zyxwvut|PLACE#x].", False),
        ("[Rakova|PLACE#x] was shelled.", "[Rakova|PLACE#x] in [Ukraine|PLACE] was shelled.", True),
        ("[Springfield|PLACE#x], [Illinois|PLACE].", "[Springfield|PLACE#x], [Massachusetts|PLACE].", False),
    ],
)
def test_an_open_name_means_the_only_place_it_can(
    one: str, other: str, is_one: bool, known: Knowledge, corpus: Callable[..., Any]
) -> None:
    made = corpus(one, other)
    links = {row["mention_id"]: row["entity_id"] for row in made.resolve(known).links.to_pylist()}
    assert (links[made.refs["a0", "x"]] == links[made.refs["a1", "x"]]) == is_one
