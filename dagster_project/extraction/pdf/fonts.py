"""Chinese glyphs for PDFium, whatever fonts the machine has.

Belongs here: telling PDFium where fonts lie. Does not belong here: what is read or drawn with them.

Many publications name a Chinese font and do not embed it. PDFium then looks for a font of the
system; where it finds none it draws nothing, and its text pages drop glyphs it cannot measure.
The installation brings one font (WenQuanYi Micro Hei), so that the same file is read and drawn in the
same way on every machine.
"""

from __future__ import annotations

import ctypes
from functools import cache
from importlib.resources import files
from pathlib import Path

import pypdfium2.raw as pdfium_raw

_PACKAGE = "paperang_p2_fonts_cjk"
# PDFium's own list, which naming folders of one's own replaces.
_SYSTEM_FOLDERS = (
    "/usr/share/fonts",
    "/usr/share/X11/fonts/Type1",
    "/usr/share/X11/fonts/TTF",
    "/usr/local/share/fonts",
)


def font_folder() -> Path:
    """The folder of the font that the installation brings."""
    return Path(str(files(_PACKAGE))) / "fonts"


@cache
def use_installed_font() -> None:
    """Start PDFium again, with the installation's font before those of the system.

    Call it before any document is open; further calls do nothing.
    """
    folders = [str(font_folder()), *_SYSTEM_FOLDERS]
    # The array ends with a null pointer; PDFium copies it while it starts.
    paths = (ctypes.POINTER(ctypes.c_char) * (len(folders) + 1))()
    for position, folder in enumerate(folders):
        paths[position] = ctypes.cast(
            ctypes.create_string_buffer(folder.encode()), ctypes.POINTER(ctypes.c_char)
        )
    pdfium_raw.FPDF_DestroyLibrary()
    pdfium_raw.FPDF_InitLibraryWithConfig(
        pdfium_raw.FPDF_LIBRARY_CONFIG(version=2, m_pUserFontPaths=paths, m_pIsolate=None, m_v8EmbedderSlot=0)
    )
