"""Tells others how a refresh ended: commands and webhooks named in the settings.

Belongs here: running a command, posting to an address, and surviving when they fail.
Does not belong here: what a run is recorded as (``record``), when hooks are notified (the conductor).
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dagster_project.settings import Settings

_SECONDS = 30
_ADDRESS = ("http://", "https://")
_SHELLS = frozenset({"sh", "bash", "dash", "zsh"})
_OF_SHELLS = frozenset({"|", "||", "&&", "&", ";", ">", ">>", "2>", "<"})
_WELL = frozenset({"published", "nothing_new", "pinned", "rolled_back"})


def notify(settings: Settings, facts: Mapping[str, Any]) -> list[str]:
    """Tells every hook of an outcome.

    A command gets the record as JSON on standard input, and its outcome and message as FISCAL_OUTCOME and
    FISCAL_MESSAGE; no shell reads it. An address gets the record as a POST of JSON.

    Args:
        settings: ``on_success`` and ``on_failure``, a hook a line.
        facts: The record of the run.

    Returns:
        What went wrong, a sentence a hook; a hook never fails a refresh.
    """
    hooks = settings.on_success if facts["outcome"] in _WELL else settings.on_failure
    record = {**facts, "warehouse": str(settings.warehouse_file), "log_dir": str(settings.log_dir)}
    problems = [_notify(hook.strip(), record) for hook in hooks.splitlines() if hook.strip()]
    return [problem for problem in problems if problem]


def _notify(hook: str, record: Mapping[str, Any]) -> str | None:
    body = json.dumps(record, ensure_ascii=False, default=str).encode()
    try:
        if hook.startswith(_ADDRESS):
            _post(hook, body)
        else:
            _run(hook, body, record)
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        failed = f"The hook {_shown(hook)} failed: {_reason(error)}"
        meant = _meant_for_a_shell(hook)
        return f"{failed}\n{meant}" if meant else failed
    return _meant_for_a_shell(hook)


def _meant_for_a_shell(hook: str) -> str | None:
    """Says so when a command holds what only a shell obeys."""
    try:
        words = [] if hook.startswith(_ADDRESS) else shlex.split(hook)
    except ValueError:
        # Its quotes are not closed, which is said already.
        return None
    if not words:
        return None
    if Path(words[0]).name in _SHELLS:
        return None
    odd = [word for word in words if word in _OF_SHELLS or word.startswith(("$", "~/"))]
    if not odd:
        return None
    return (
        f"The hook {_shown(hook)} got {odd[0]} as it stands, since no shell reads it. "
        "Name a script, or write sh -c '...'."
    )


def _post(address: str, body: bytes) -> None:
    request = urllib.request.Request(  # noqa: S310  (the prefix was looked at)
        address, data=body, headers={"Content-Type": "application/json; charset=utf-8"}, method="POST"
    )
    with urllib.request.urlopen(request, timeout=_SECONDS):  # noqa: S310
        pass


def _run(command: str, body: bytes, record: Mapping[str, Any]) -> None:
    variables = {"FISCAL_OUTCOME": str(record["outcome"]), "FISCAL_MESSAGE": str(record.get("message") or "")}
    subprocess.run(
        shlex.split(command),
        input=body,
        env={**os.environ, **variables},
        capture_output=True,
        timeout=_SECONDS,
        check=True,
    )


def _shown(hook: str) -> str:
    """Without what is secret in an address of a webhook: all after its host."""
    return "/".join(hook.split("/")[:3]) + "/..." if hook.startswith(_ADDRESS) else hook.split()[0]


def _reason(error: Exception) -> str:
    if isinstance(error, urllib.error.HTTPError):
        return f"it answered {error.code}"
    if isinstance(error, subprocess.TimeoutExpired):
        return f"it took more than {_SECONDS} seconds"
    if isinstance(error, subprocess.CalledProcessError):
        errors = (error.stderr or b"").decode(errors="replace").strip().splitlines()
        return f"exit status {error.returncode}" + (f": {errors[-1]}" if errors else "")
    return str(error)
