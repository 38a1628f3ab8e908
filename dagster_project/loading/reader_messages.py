"""What the process of a refresh and the processes that read documents say to each other.

Belongs here: the messages, and how they are sent and received.
Does not belong here: reading, and with it the libraries that read (``reader_process``).
"""

from __future__ import annotations

import pickle
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from dagster_project.extraction.outcome import Outcome, Part, Share

_LENGTH = struct.Struct(">Q")
# Said once, when all that reading needs is loaded.
READY = b"+"
# What a child ends with when what it read does not fit into its memory a second time.
NO_MEMORY = 12


@dataclass(frozen=True, slots=True)
class Request:
    """A document to read, and what reading it may take; a share of it, or its shares to be put together."""

    path: Path
    seconds: int
    memory_mb: int
    share: Share | None = None
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Death:
    """How a child ended that said nothing: by a signal, by its time limit, or with a status."""

    timed_out: bool
    signal_number: int
    status: int


Answer = Outcome | Part | Death


def send(stream: IO[bytes], message: object) -> None:
    """Writes a message and its length."""
    stream.write(framed(message))
    stream.flush()


def receive(stream: IO[bytes]) -> object:
    """The next message.

    Raises:
        EOFError: The other side is gone.
    """
    head = stream.read(_LENGTH.size)
    (size,) = _LENGTH.unpack(head) if len(head) == _LENGTH.size else (None,)
    data = stream.read(size) if size is not None else b""
    if size is None or len(data) != size:
        raise EOFError
    return pickle.loads(data)  # noqa: S301 - both sides are of this program


def framed(message: object) -> bytes:
    """A message behind its length."""
    data = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    return _LENGTH.pack(len(data)) + data


def is_whole(said: bytes | bytearray) -> bool:
    """Whether what a process said is one whole message."""
    return len(said) > _LENGTH.size and len(said) == _LENGTH.size + _LENGTH.unpack_from(said)[0]
