"""TIFF as X9.100-181 has it for check images: one bilevel page, Group 4, and exactly so many tags."""

from __future__ import annotations

import struct

TAGS = {
    254: "NewSubfileType",
    256: "ImageWidth",
    257: "ImageLength",
    258: "BitsPerSample",
    259: "Compression",
    262: "PhotometricInterpretation",
    266: "FillOrder",
    273: "StripOffsets",
    274: "Orientation",
    277: "SamplesPerPixel",
    278: "RowsPerStrip",
    279: "StripByteCounts",
    282: "XResolution",
    283: "YResolution",
    293: "T6Options",
    296: "ResolutionUnit",
}
"""Every tag, in the order they must stand."""

_FIXED = {254: 0, 258: 1, 259: 4, 262: 0, 266: 1, 274: 1, 277: 1, 293: 0, 296: 2}
"""One page, one bit, Group 4, white is 0, first dot in the highest bit, upright, resolution an inch."""

_USUAL = {254: 0, 258: 1, 266: 1, 274: 1, 277: 1, 293: 0}
"""What a tag means that is not there (TIFF 6)."""

_LONGS = {254, 256, 257, 273, 278, 279, 293}
_RATIONALS = {282, 283}
_SHORT, _LONG, _RATIONAL = 3, 4, 5
_HEADER, _ENTRY = 8, 12
_RESOLUTIONS = {200, 240}


def bilevel_tiff(strip: bytes, width: int, height: int, dpi: int) -> bytes:
    """Return a TIFF around one Group 4 strip of a page, ``width`` by ``height`` dots at ``dpi`` an inch."""
    directory = 2 + _ENTRY * len(TAGS) + 4
    rational = _HEADER + directory
    values = {**_FIXED, 256: width, 257: height, 273: rational + 8, 278: height, 279: len(strip)}
    values |= {282: rational, 283: rational}
    entries = b"".join(_entry(tag, values[tag]) for tag in TAGS)
    head = b"II*\0" + struct.pack("<I", _HEADER) + struct.pack("<H", len(TAGS)) + entries + bytes(4)
    return head + struct.pack("<II", dpi, 1) + strip


def _entry(tag: int, value: int) -> bytes:
    kind = _RATIONAL if tag in _RATIONALS else _LONG if tag in _LONGS else _SHORT
    return struct.pack("<HHI", tag, kind, 1) + struct.pack("<I", value)  # a short stands in the low bytes


def strip_of(data: bytes) -> bytes:
    """Return the one strip of a little-endian TIFF that is known to be whole."""
    (place,) = struct.unpack_from("<I", data, 4)
    (count,) = struct.unpack_from("<H", data, place)
    values, _ = _directory(data, place + 2, count)
    return data[values[273] : values[273] + values[279]]


def group4_of(data: bytes, dpi: int) -> tuple[bytes, int, int] | None:
    """Return strip, width and height of a page that is all it should be but for needless or missing tags.

    None where it is anything else: another compression, black on 0, several pages or strips, turned, or not ``dpi``.
    """
    if data[:4] != b"II*\0" or len(data) < _HEADER:
        return None
    (place,) = struct.unpack_from("<I", data, 4)
    if place + 2 > len(data):
        return None
    (count,) = struct.unpack_from("<H", data, place)
    end = place + 2 + _ENTRY * count
    if end + 4 > len(data) or data[end : end + 4] != bytes(4):
        return None
    values, _ = _directory(data, place + 2, count)
    as_meant = all(values.get(tag, _USUAL.get(tag)) == meant for tag, meant in _FIXED.items())
    if not as_meant or _strip_faults(data, values) or values.get(282) != dpi:
        return None
    width, height, length = (values.get(tag, 0) for tag in (256, 257, 279))
    return (strip_of(data), width, height) if 273 in values and min(width, height, length) > 0 else None


def tiff_faults(data: bytes) -> tuple[str, ...]:
    """Return in words where an image is not as X9.100-181 has it; empty if it is."""
    if data[:4] != b"II*\0" or len(data) < _HEADER:
        return ("it is no little-endian TIFF",)
    (place,) = struct.unpack_from("<I", data, 4)
    if place + 2 > len(data):
        return ("its directory lies outside it",)
    (count,) = struct.unpack_from("<H", data, place)
    if place + 2 + _ENTRY * count + 4 > len(data):
        return ("its directory is cut short",)
    values, order = _directory(data, place + 2, count)
    wrong = [f"tag {tag} does not belong" for tag in order if tag not in TAGS]
    wrong += [f"tag {tag} ({TAGS[tag]}) is missing" for tag in TAGS if tag not in values]
    wrong += ["its tags are out of order"] if order != sorted(set(order)) else []
    wrong += [
        f"tag {tag} ({TAGS[tag]}) is {values[tag]}, {meant} belongs"
        for tag, meant in _FIXED.items()
        if values.get(tag, meant) != meant
    ]
    (following,) = struct.unpack_from("<I", data, place + 2 + _ENTRY * count)
    wrong += ["it has more than one page"] if following else []
    return (*wrong, *_strip_faults(data, values))


def _directory(data: bytes, place: int, count: int) -> tuple[dict[int, int], list[int]]:
    """Return the value of each tag (of rationals their quotient, -1 where it cannot be read) and their order."""
    values: dict[int, int] = {}
    order = []
    for at in range(place, place + _ENTRY * count, _ENTRY):
        tag, kind, many = struct.unpack_from("<HHI", data, at)
        order.append(tag)
        if many != 1:
            values[tag] = -1
        elif kind == _SHORT:
            (values[tag],) = struct.unpack_from("<H", data, at + 8)
        elif kind == _LONG:
            (values[tag],) = struct.unpack_from("<I", data, at + 8)
        else:
            values[tag] = _quotient(data, at) if kind == _RATIONAL else -1
    return values, order


def _quotient(data: bytes, at: int) -> int:
    (where,) = struct.unpack_from("<I", data, at + 8)
    if where + 8 > len(data):
        return -1
    above, below = struct.unpack_from("<II", data, where)
    return int(above // below) if below else -1


def _strip_faults(data: bytes, values: dict[int, int]) -> list[str]:
    wrong = []
    if values.get(278, 0) < values.get(257, 0):
        wrong.append("it is in several strips")
    if values.get(273, 0) + values.get(279, 0) > len(data):
        wrong.append("its strip is cut short")
    across, down = values.get(282), values.get(283)
    if across != down or across not in _RESOLUTIONS:
        wrong.append(f"its resolution is {across} by {down} dots an inch, 200 or 240 belong")
    return wrong
