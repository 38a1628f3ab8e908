"""Pages of our own: templates, filled in so that no document can put anything but text into them.

Belongs here: how templates are found and filled in. Does not belong here: what they show.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

_TEMPLATES = Path(__file__).with_name("templates")


def render(template: str, values: Mapping[str, object] | None = None, **more: object) -> str:
    """Fills in a template; every value is escaped, and a name that is missing is an error."""
    return _environment().get_template(template).render(dict(values or {}), **more)


def raw_template(name: str) -> str:
    """The text of a style sheet or script, as it goes into pages."""
    return (_TEMPLATES / name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style, script = raw_template("style.css"), raw_template("search.js")
    environment.globals |= {
        "style": style,
        "script": script,
        "security_policy": _security_policy(script),
    }
    return environment


def _security_policy(script: str) -> str:
    """Whatever a page holds, it fetches nothing from elsewhere and runs no script but ours."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' file: data:; "
        f"script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
