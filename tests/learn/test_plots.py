"""The pictures of `evaluate`: well-formed SVG without anything from the net, a bar or cell a figure."""

from xml.etree import ElementTree

from pipeline.learn.plots import bar_chart, heat_table

_SVG = "{http://www.w3.org/2000/svg}"


def shapes(svg: str) -> tuple[list[str], list[float]]:
    """The texts of a picture, and the widths of its boxes but for the white ground."""
    tree = ElementTree.fromstring(svg)
    boxes = [float(box.attrib["width"]) for box in tree.iter(f"{_SVG}rect") if box.attrib["width"] != "100%"]
    return ["".join(text.itertext()) for text in tree.iter(f"{_SVG}text")], boxes


def test_a_bar_chart_has_a_bar_a_figure() -> None:
    svg = bar_chart("F1 <exact>", {"dev": {"UNIT": 0.5, "ORG": 0.25}, "test": {"UNIT": 1.0}})
    texts, widths = shapes(svg)
    assert texts == ["F1 <exact>", "dev", "test", "UNIT", "0.500", "1.000", "ORG", "0.250"]
    assert [width / max(widths) for width in widths] == [0.5, 1.0, 0.25]
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")


def test_a_heat_table_counts_pairs() -> None:
    texts, widths = shapes(heat_table("t", [("UNIT", "ORG"), ("UNIT", "ORG"), ("PLACE", "nothing")]))
    assert texts == ["t", "ORG", "nothing", "PLACE", "1", "UNIT", "2"]
    assert len(widths) == 2
    assert shapes(heat_table("empty", [])) == (["empty"], [])
