"""PDF: glyphs, lines, ruled and aligned tables."""
