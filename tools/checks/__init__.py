"""Checks of the whole program against material whose right reading is known."""
