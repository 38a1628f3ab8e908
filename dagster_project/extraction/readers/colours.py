"""Colours as web pages write them.

Belongs here: #fff, rgb(255, 255, 255), white, and what is the ground of a text. Does not belong here: which
rule says them (``css``).
"""

from __future__ import annotations

import re

_HEX = re.compile(r"#?([0-9a-f]{6}|[0-9a-f]{3})")
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*(?:,\s*([\d.]+)\s*)?\)")
_NAMES = {
    "white": "ffffff",
    "black": "000000",
    "red": "ff0000",
    "blue": "0000ff",
    "green": "008000",
    "yellow": "ffff00",
    "gray": "808080",
    "grey": "808080",
    "silver": "c0c0c0",
    "snow": "fffafa",
}
WHITE = "ffffff"
_UNKNOWN = "unknown"
_NONE = frozenset({"", "none", "transparent", "inherit", "initial", "unset"})


def colour_of(text: str | None) -> str | None:
    """Six digits for a colour; None for none, another text for one that is not known."""
    name = (text or "").strip().lower()
    if name in _NONE:
        return None
    if found := _HEX.fullmatch(name):
        digits = found[1]
        return digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    if found := _RGB.fullmatch(name):
        if found[4] is not None and float(found[4].strip(".") or 0) < 1:
            return None if float(found[4].strip(".") or 0) == 0 else f"{_UNKNOWN} {name}"
        return "".join(f"{min(int(part), 255):02x}" for part in found.groups()[:3])
    return _NAMES.get(name, f"{_UNKNOWN} {name}")


def ground_of(said: dict[str, str], bgcolor: str | None, picture: str | None) -> str | None:
    """What an element lays under its text; None where it lays nothing there."""
    if picture or "url(" in said.get("background", "") or "gradient" in said.get("background", ""):
        return _UNKNOWN
    plain = said.get("background-color") or said.get("background")
    if plain is None:
        return colour_of(bgcolor)
    colours = [found for part in re.findall(r"rgba?\([^)]*\)|\S+", plain) if (found := colour_of(part))]
    known = [colour for colour in colours if not colour.startswith(_UNKNOWN)]
    return known[0] if known else (_UNKNOWN if colours else None)
