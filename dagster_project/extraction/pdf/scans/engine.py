"""RapidOCR: where text stands in a picture, and what it says.

Belongs here: the only place that knows the library. Does not belong here: pages, cells, coordinates.
"""

from __future__ import annotations

import importlib
import resource
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    # Every refresh asks whether pictures can be read; few read one.
    import numpy as np
    from numpy.typing import NDArray

    Image = NDArray[np.uint8]
    Corners = NDArray[np.float64]

# Address space that its models and their work take, beside what a document of text takes.
MEMORY_MB = 2048
_PACKAGES = ("rapidocr", "onnxruntime", "cv2")
# The models in the package; it would fetch others.
_DETECTION, _RECOGNITION = "PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx"
# Pictures of text are padded to this width at least: figures are narrower than the library's 320.
_LEAST_WIDTH = 96
_HEIGHT = 48
# Documents are read side by side; each takes one core.
_THREADS = 1


@dataclass(frozen=True, slots=True)
class Recognised:
    """A line of text, and for each of its characters how sure it is, 0 to 1."""

    text: str
    confidences: tuple[float, ...]

    @property
    def mean(self) -> float:
        """How sure the line is on the whole; 0 where it says nothing."""
        return fmean(self.confidences) if self.confidences else 0.0


@cache
def available() -> bool:
    """Whether pictures can be read: the packages of the extra ``ocr`` and their models are there."""
    if any(find_spec(name) is None for name in _PACKAGES):
        return False
    return all((_models() / name).is_file() for name in (_DETECTION, _RECOGNITION))


def _models() -> Path:
    found = find_spec("rapidocr")
    places = list(found.submodule_search_locations or ()) if found else []
    return Path(places[0], "models") if places else Path("models")


@cache
def _library() -> Any:
    """The library with its models loaded, once a process."""
    _ask_for_memory()
    settings = {
        "Global.log_level": "critical",
        "Global.use_cls": False,
        "Global.return_word_box": True,
        "Global.max_side_len": 4000,
        "EngineConfig.onnxruntime.intra_op_num_threads": _THREADS,
        "Det.model_path": str(_models() / _DETECTION),
        "Rec.model_path": str(_models() / _RECOGNITION),
        "Rec.rec_img_shape": [3, _HEIGHT, _LEAST_WIDTH],
    }
    return importlib.import_module("rapidocr").RapidOCR(params=settings)


def _ask_for_memory() -> None:
    """Raises this process's own limit by what the models take, as far as whoever set it allows."""
    with suppress(OSError, ValueError):
        limit, most = resource.getrlimit(resource.RLIMIT_AS)
        if limit != most:
            raised = limit + (MEMORY_MB << 20)
            limit = raised if most == resource.RLIM_INFINITY else min(raised, most)
            resource.setrlimit(resource.RLIMIT_AS, (limit, most))


def places(picture: Image) -> Corners:
    """The corners of each line or word of text, in pixels: an array of n by 4 by 2."""
    import numpy as np

    found = _library()(picture, use_det=True, use_rec=False)
    boxes = getattr(found, "boxes", None)
    return np.zeros((0, 4, 2)) if boxes is None else np.asarray(boxes, np.float64).reshape(-1, 4, 2)


def texts(pictures: Sequence[Image]) -> list[Recognised]:
    """What each picture of one line of text says."""
    if not pictures:
        return []
    found = _library().recognize_txt(list(pictures))
    return [_recognised(*item) for item in zip(found.txts, found.scores, found.word_results, strict=True)]


def _recognised(text: str, score: float, words: Any) -> Recognised:
    confidences = tuple(map(float, getattr(words, "confs", None) or ()))
    if len(confidences) != len(text):
        confidences = (float(score),) * len(text)
    return Recognised(text, confidences)
