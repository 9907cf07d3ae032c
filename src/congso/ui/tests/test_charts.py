"""Charts say what their numbers say."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congso.ui.components import charts


@given(st.floats(min_value=0, max_value=1e9))
def test_an_axis_ends_above_its_values_in_whole_quarters(highest: float) -> None:
    top = charts.nice_top(highest)
    assert top >= highest
    assert top % 4 == 0
    assert top <= max(4, highest * 2 + 4)


@pytest.mark.parametrize(
    "drawing",
    [
        charts.bars([("Hộ tịch", 3), ("<b>", 0)]),
        charts.bars([]),
        charts.stacked_columns(["1", "2"], [("a", [1, 0]), ("b", [2, 0])], "x", ["series-1", "series-2"]),
        charts.stacked_columns([], [], "x", []),
        charts.line([("1", 4), ("2", 5)], "x"),
        charts.line([], "x"),
        charts.sparkline([], "x"),
        charts.sparkline([1, 1, 1], "x"),
        charts.donut([("a", 1)], "x", ["series-1"]),
        charts.donut([("a", 0)], "x", ["series-1"]),
        charts.donut([("a", 1), ("b", 2)], "x", ["series-1", "series-2"]),
    ],
)
def test_every_drawing_is_well_formed_and_has_no_inline_style(drawing: str) -> None:
    tree = ElementTree.fromstring(drawing)
    assert all("style" not in part.attrib for part in tree.iter())
