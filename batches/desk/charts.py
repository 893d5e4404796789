"""Plots of the operator's page as SVG: shapes carry classes and no colours; style sheets make them dark or light."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

_WIDTH, _HEIGHT = 560, 190
_LEFT, _RIGHT, _TOP, _FOOT = 46, 8, 14, 22
_STEPS = (1, 2, 2.5, 5, 10)
_ROW = 24
_MOST_DATES = 6


@dataclass(frozen=True, slots=True)
class Column:
    """One night in a plot: its date in short, stacked values by class from below, words on hovering, and a link."""

    label: str
    parts: tuple[tuple[str, float], ...]
    words: str
    link: str = ""

    @property
    def height(self) -> float:
        """The whole column."""
        return sum(value for _, value in self.parts)


@dataclass(frozen=True, slots=True)
class Row:
    """One reason in a plot of small columns: its name, a value a night, words at its end, and words on hovering."""

    label: str
    values: tuple[float, ...]
    words: str
    title: str


def columns(title: str, nights: Sequence[Column], unit: str = "", most: float | None = None) -> Markup:
    """Return stacked columns, a night each, oldest first.

    Args:
        title: what the plot shows, for those who cannot see it.
        nights: the columns.
        unit: what stands before the figures at the axis, such as ``$``, or ``%`` to stand after them.
        most: the top of the scale, or None to fit.
    """
    top, step = _scale(most if most is not None else max((night.height for night in nights), default=0))
    wide = _WIDTH - _LEFT - _RIGHT
    high = _HEIGHT - _TOP - _FOOT
    pitch = wide / max(len(nights), 8)
    shapes = [_grid(top, step, unit)]
    for place, night in enumerate(nights):
        left, bottom = _LEFT + place * pitch + pitch * 0.14, float(_HEIGHT - _FOOT)
        bars = []
        for name, value in night.parts:
            size = high * min(value, top) / top
            bottom -= size
            bars.append(_rectangle(name, (left, bottom, pitch * 0.72, size)))
        hover = _rectangle("hover", (_LEFT + place * pitch, _TOP, pitch, high))
        shapes.append(_titled(Markup("").join((*bars, hover)), night.words, night.link))
    shapes += _dates([night.label for night in nights], pitch)
    return _svg(title, Markup("").join(shapes), _HEIGHT)


def lines(title: str, nights: Sequence[Column], most: float) -> Markup:
    """Return one line through the first part of each night, with a dot a night, on a scale from 0 to ``most``."""
    high, pitch = _HEIGHT - _TOP - _FOOT, (_WIDTH - _LEFT - _RIGHT) / max(len(nights), 8)
    top, step = _scale(most)
    places = [
        (_LEFT + (place + 0.5) * pitch, _HEIGHT - _FOOT - high * night.height / top)
        for place, night in enumerate(nights)
        if night.parts
    ]
    drawn = [_grid(top, step, "%")]
    if places:
        path = " ".join(f"{across:.1f},{down:.1f}" for across, down in places)
        drawn.append(Markup('<polyline class="curve" points="{}"/>').format(path))
    held = [(place, night) for place, night in enumerate(nights) if night.parts]
    for (across, down), (place, night) in zip(places, held, strict=True):
        dot = Markup('<circle class="dot" cx="{}" cy="{}" r="3.5"/>').format(f"{across:.1f}", f"{down:.1f}")
        hover = _rectangle("hover", (_LEFT + place * pitch, _TOP, pitch, high))
        drawn.append(_titled(dot + hover, night.words, night.link))
    drawn += _dates([night.label for night in nights], pitch)
    return _svg(title, Markup("").join(drawn), _HEIGHT)


def rows(title: str, reasons: Sequence[Row]) -> Markup:
    """Return small columns beside one another, a row a reason, all rows on one scale."""
    most = max((value for row in reasons for value in row.values), default=0) or 1
    nights = max((len(row.values) for row in reasons), default=1)
    left, right = 190, 46
    pitch = (_WIDTH - left - right) / max(nights, 8)
    shapes = []
    for number, row in enumerate(reasons):
        foot = 4 + (number + 1) * _ROW - 5
        bars = [
            _rectangle("held", (left + place * pitch + pitch * 0.14, foot - size, pitch * 0.72, size))
            for place, value in enumerate(row.values)
            if (size := (_ROW - 6) * value / most)
        ]
        base = _rectangle("base", (left, foot, pitch * max(nights, 8), 1))
        name = _text("name", (left - 8, foot - 3), row.label, "end")
        last = _text("value", (_WIDTH - 4, foot - 3), row.words, "end")
        shapes.append(_titled(Markup("").join((base, *bars, name, last)), row.title, ""))
    return _svg(title, Markup("").join(shapes), 10 + _ROW * max(len(reasons), 1))


def _scale(most: float) -> tuple[float, float]:
    """Return the top of a scale and its step: a round one, three or four of which reach ``most``."""
    rough = max(most, 1) / 4
    power = 1.0
    while power * 10 <= rough:
        power *= 10
    step = next(power * step for step in _STEPS if power * step >= rough)
    step = max(step, 1.0)
    count = -(-max(most, 1) // step)
    return step * count, step


def _grid(top: float, step: float, unit: str) -> Markup:
    high = _HEIGHT - _TOP - _FOOT
    shapes = []
    for number in range(round(top / step) + 1):
        down = _HEIGHT - _FOOT - high * number * step / top
        name = "base" if number == 0 else "grid"
        shapes.append(_rectangle(name, (_LEFT, down, _WIDTH - _LEFT - _RIGHT, 1)))
        shapes.append(_text("axis", (_LEFT - 6, down + 4), _short(number * step, unit), "end"))
    return Markup("").join(shapes)


def _short(value: float, unit: str) -> str:
    """Return a figure as an axis has it: 1,200 as 1.2k, with its unit."""
    for size, letter in ((1_000_000, "M"), (1_000, "k")):
        if value >= size:
            text = f"{value / size:.1f}".removesuffix(".0") + letter
            break
    else:
        text = f"{value:.0f}"
    return f"{text} %" if unit == "%" else f"{unit}{text}"


def _dates(labels: Sequence[str], pitch: float) -> list[Markup]:
    every = -(-len(labels) // _MOST_DATES) or 1
    return [
        _text("axis", (_LEFT + (place + 0.5) * pitch, _HEIGHT - 6), label, "middle")
        for place, label in enumerate(labels)
        if (len(labels) - 1 - place) % every == 0
    ]


def _rectangle(name: str, place: tuple[float, float, float, float]) -> Markup:
    left, top, width, height = (f"{number:.1f}" for number in place)
    shape = Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>')
    return shape.format(name, left, top, width, height)


def _text(name: str, place: tuple[float, float], words: str, anchor: str) -> Markup:
    across, down = (f"{number:.1f}" for number in place)
    shape = Markup('<text class="{}" x="{}" y="{}" text-anchor="{}">{}</text>')
    return shape.format(name, across, down, anchor, words)


def _titled(shapes: Markup, words: str, link: str) -> Markup:
    """Return shapes that say something on hovering and, where there is a link, lead somewhere by the mouse alone.

    The table beside a plot has the same links for the keyboard.
    """
    group = Markup("<g><title>{}</title>{}</g>").format(words, shapes)
    return Markup('<a href="{}" tabindex="-1" aria-hidden="true">{}</a>').format(link, group) if link else group


def _svg(title: str, shapes: Markup, height: int) -> Markup:
    frame = Markup('<svg class="plot" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>')
    return frame.format(_WIDTH, height, escape(title), shapes)
