"""What reading one document may take.

Belongs here: the limits of a reading process and their defaults, light to import.
Does not belong here: limits of what a document holds (``extraction.limits``).
"""

from __future__ import annotations

from dataclasses import dataclass

# The longest document seen, 241 pages, takes 24 seconds and 150 MB on two slow cores.
DEFAULT_SECONDS = 600
DEFAULT_MEMORY_MB = 1024


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """Seconds of time and megabytes of memory for one document."""

    seconds: int = DEFAULT_SECONDS
    memory_mb: int = DEFAULT_MEMORY_MB
