"""Colours as web pages write them.

Belongs here: #fff, rgb(255, 255, 255), white, and what is the ground of a text. Does not belong here: which
rule says them (``css``).
"""

from __future__ import annotations

import re

from tinycss2.color3 import RGBA, parse_color

# As the attribute bgcolor may have it.
_BARE_HEX = re.compile(r"[0-9a-f]{6}|[0-9a-f]{3}")
WHITE = "ffffff"
# Of a text that shows nothing.
CLEAR = "clear"
_UNKNOWN = "unknown"
_NONE = frozenset({"", "none", "inherit", "initial", "unset"})


def colour_of(text: str | None) -> str | None:
    """Six digits for a colour; None for none, another text for one that is not known."""
    name = (text or "").strip().lower()
    if name in _NONE:
        return None
    colour = parse_color(f"#{name}" if _BARE_HEX.fullmatch(name) else name)
    if not isinstance(colour, RGBA) or 0 < colour.alpha < 1:
        return f"{_UNKNOWN} {name}"
    parts = (colour.red, colour.green, colour.blue)
    return "".join(f"{round(255 * min(max(part, 0), 1)):02x}" for part in parts) if colour.alpha else None


def ink_of(text: str | None) -> str | None:
    """The same of the colour of a text, which may be a clear one."""
    colour = parse_color((text or "").strip().lower())
    return CLEAR if isinstance(colour, RGBA) and not colour.alpha else colour_of(text)


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
