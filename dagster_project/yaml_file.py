"""YAML files of the project.

Belongs here: reading one. Does not belong here: what a file must hold (the modules that ask for it).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

# Ten times as quick; a PyYAML that was built without libyaml has none.
_LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(path: Path) -> Any:
    """What a YAML file holds: mappings, lists, text, numbers, dates.

    Raises:
        OSError: The file cannot be read.
        yaml.YAMLError: It is not YAML.
    """
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 (both are safe)
