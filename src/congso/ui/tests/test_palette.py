"""The palette keeps its promise of contrast, computed from the style sheet itself (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).resolve().parents[1] / "static" / "ui" / "css" / "congso.css").read_text(encoding="utf-8")
COLOURS = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", CSS))


def luminance(colour: str) -> float:
    parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(COLOURS[one]), luminance(COLOURS[other])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


TEXT = [
    *[(ink, paper) for ink in ("ink", "ink-soft", "ink-faint") for paper in ("paper", "ground", "brand-50")],
    *[
        (ink, paper)
        for ink in ("brand-700", "brand-800", "brand-900")
        for paper in ("paper", "ground", "brand-50", "brand-100")
    ],
    *[(f"{tone}-ink", f"{tone}-paper") for tone in ("info", "warn", "danger", "success", "neutral")],
    *[(f"{tone}-ink", paper) for tone in ("warn", "danger", "success") for paper in ("paper", "ground")],
    *[("ink", f"{tone}-paper") for tone in ("info", "warn", "danger", "success", "neutral")],
    *[("paper", paper) for paper in ("brand-700", "brand-800", "brand-900", "brand-950", "danger-ink")],
    *[("brand-200", paper) for paper in ("brand-900", "brand-950")],
    *[("brand-100", paper) for paper in ("brand-900", "brand-950", "brand-800")],
    ("brand-300", "brand-950"),
    ("ink-faint", "neutral-paper"),
]
EDGES = [
    *[
        (edge, paper)
        for edge in ("edge", "brand-600", "brand-700", "danger-edge", "focus")
        for paper in ("paper", "ground")
    ],
    *[(f"{tone}-edge", f"{tone}-paper") for tone in ("info", "warn", "danger", "success", "neutral")],
    ("focus-halo", "brand-900"),
    ("focus-halo", "brand-950"),
]


@pytest.mark.parametrize(("ink", "paper"), TEXT)
def test_text_stands_out_at_least_4_5_to_1(ink: str, paper: str) -> None:
    assert contrast(ink, paper) >= 4.5


@pytest.mark.parametrize(("edge", "paper"), EDGES)
def test_edges_of_controls_stand_out_at_least_3_to_1(edge: str, paper: str) -> None:
    assert contrast(edge, paper) >= 3


def test_every_colour_used_is_a_token() -> None:
    rules = CSS[CSS.index("@layer base {") :]
    assert set(re.findall(r"#[0-9a-f]{3,8}\b", rules)) <= {"#fff", "#999"}  # both in print only
