"""Money as integer cents: parsing and printing decimal dollars."""

from __future__ import annotations

import re

_DECIMAL = re.compile(r"(-?)\$?(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{2}))?")


def parse_dollars(text: str) -> int:
    """Return the cents of decimal dollars such as ``1,234.50`` or ``12``.

    Raises:
        ValueError: the text is not dollars with no or two decimals.
    """
    found = _DECIMAL.fullmatch(text.strip())
    if not found:
        raise ValueError(f"not an amount in dollars with two decimals: {text!r}")
    sign, whole, cents = found.groups()
    value = int(whole.replace(",", "")) * 100 + int(cents or "0")
    return -value if sign else value


def format_dollars(cents: int) -> str:
    """Return cents as a plain decimal string, ``123450`` as ``1234.50``."""
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole}.{rest:02d}"


def display_dollars(cents: int) -> str:
    """Return cents for people, ``123450`` as ``$1,234.50``."""
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}${whole:,}.{rest:02d}"


# --- Figures as people write them on a check ------------------------------------------------------

Guesses = tuple[tuple[int, int], ...]
"""Cents and plausibility (0 to 1000), best first."""

MOST_CENTS = 99_999_999_99
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_LETTERS = str.maketrans("OoQDlI|SsBZz", "000011155822")
_NOTHING = r"(?:[xX*]{1,3}|[nN][o0O]|[-\u2013\u2014_=~]{1,3}|[oO0]{1,2})"
_HUNDRED = r"(?:[1lI|]?[0oOQ]{2}|[xX*]{1,3})"
_FRACTION = re.compile(rf"(?P<whole>.*?)[ .,&+=-]*(?P<cents>(?<![0-9])[0-9]|[0-9]{{2}}|{_NOTHING}) */ *{_HUNDRED}\W*")
_NO_CENTS = re.compile(
    r"(?P<whole>.*[0-9])(?: *[.,] *(?:[xX*]{2,3}|[-\u2013\u2014_=~]+)| *[-\u2013\u2014=~]+| +[xX]{2,3})\W*"
)
_POINT = re.compile(r"(?P<whole>[0-9][0-9 ,.']*?|) *(?P<mark>[.,:·=-]|\s) *(?P<cents>[0-9]{2})\W*")
_CUT = re.compile(r"0(?!00)[0-9,]+[^0-9]")
"""A zero before other dollars, which nobody writes: the figure before it is lost."""
_WHOLE = re.compile(r"[0-9]{1,3}(?:[ ,.'][0-9]{3})+|[0-9]+")
_MARK_PLAUSIBILITY = {".": 1000, ",": 960, "-": 950, "·": 980, ":": 900, "=": 930}


def read_figures(text: str) -> Guesses:
    """Return what an amount in figures may mean, as cents with plausibility, best first.

    A separator or a fraction shows where the cents begin and gives one value near 1000. Without
    one, raised cents cannot be told from dollars: both values are returned, neither near certain.
    Figures that begin with a zero have lost others before it.
    """
    raised = re.search(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]{2}\W*$", text)
    if raised:
        text = f"{text[: raised.start()]}.{text[raised.start() :]}"
    clean = re.sub(r"(?i)u\.?s\.?d?|dollars?|exactly", " ", text.translate(_RAISED))
    clean = re.sub(r"[$*#()\[\]\"“”¢§]", " ", clean).strip(" _'`")
    for shape in (_fraction, _no_cents, _point, _plain):
        guesses = shape(clean)
        if guesses:
            return tuple((cents, likely // 2) for cents, likely in guesses) if _CUT.match(clean) else guesses
    return ()


def _fraction(text: str) -> Guesses:
    found = _FRACTION.fullmatch(text)
    if not found:
        return ()
    whole, figures = _dollars(found["whole"]), _figures(found["cents"])
    cents = int(figures) if figures.isdigit() else 0
    if whole is None:
        return ((cents, 700),) if not found["whole"].strip() and cents else ()
    glued = found["cents"].isdigit() and found["whole"][-1:].isdigit() and found.start("cents") == found.end("whole")
    return _guesses((whole * 100 + cents, 900 if glued else 1000))


def _no_cents(text: str) -> Guesses:
    found = _NO_CENTS.fullmatch(text)
    whole = _dollars(found["whole"]) if found else None
    return _guesses((whole * 100, 950)) if whole is not None else ()


def _point(text: str) -> Guesses:
    found = _POINT.fullmatch(_figures(text))
    if not found:
        return ()
    whole = _dollars(found["whole"]) if found["whole"].strip() else 0
    if whole is None:
        return ()
    plausibility = _MARK_PLAUSIBILITY.get(found["mark"], 850)
    return _guesses((whole * 100 + int(found["cents"]), plausibility if found["whole"].strip() else 700))


def _plain(text: str) -> Guesses:
    """Read figures that show no cents: dollars, or with raised cents the last two digits."""
    squeezed = _figures(text).strip(" .,'-")
    whole = _dollars(squeezed)
    if whole is None:
        return ()
    framed = re.fullmatch(r"([0-9,]*[0-9])\.([0-9]{2})[0-9]", squeezed)
    if framed:  # the edge of the amount box read as one more figure, or a point for a comma
        return _guesses((int(framed[1].replace(",", "") + framed[2]), 550), (whole * 100, 250))
    plain = squeezed.replace(",", "")
    strokes = (("[17]", 450), ("", 300))  # the stroke of 50/100 read as a figure, or not at all
    lost = [
        (int(f[1]), likely) for stroke, likely in strokes if (f := re.fullmatch(rf"([0-9]{{3,}}){stroke}100", plain))
    ]
    if not squeezed.isdigit():
        return _guesses((whole * 100, 450 if lost else 800), (whole, 100), *lost)
    if len(squeezed) < 3:
        return _guesses((whole * 100, 700))
    cents_likely = 550 if len(squeezed) >= 5 else 400
    return _guesses((whole, cents_likely), (whole * 100, 850 - cents_likely), *lost)


def _figures(text: str) -> str:
    """Return the text with letters that look like figures turned into figures."""
    return text.translate(_LETTERS)


def _dollars(text: str) -> int | None:
    """Return whole dollars such as ``1,234``, ``1.234`` or ``1 234``; None for anything else."""
    clean = _figures(text).strip(" .,'-&+=")
    return int(re.sub(r"[^0-9]", "", clean)) if _WHOLE.fullmatch(clean) and clean.isascii() else None


def _guesses(*guesses: tuple[int, int]) -> Guesses:
    """Keep what an amount can be, best first."""
    return tuple(sorted((g for g in guesses if 0 < g[0] <= MOST_CENTS), key=lambda g: (-g[1], g[0])))
