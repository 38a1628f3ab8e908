"""Tests; documents they read are rendered by ``tools.writer`` (see ``conftest``)."""
