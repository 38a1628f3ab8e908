"""Documents whose cells hold what nobody expects there, at every role of every form.

Belongs here: odd texts, and documents that are full of them.
Does not belong here: what must become of them (``tests.refresh.test_refresh``).
"""

from __future__ import annotations

import random

from tools.writer.disclosure import compose
from tools.writer.facts import DisclosureFacts
from tools.writer.layouts import load_layout
from tools.writer.text import render_tabbed

# Money that no country has; it is an amount by its shape.
TOO_MUCH = "763417870916370340000"
ODD = (
    TOO_MUCH,
    "9" * 15,
    "9" * 14 + ".99",
    "-" + "9" * 15,
    "9" * 28,
    "9" * 300,
    "0." + "0" * 60 + "1",
    "1." + "3" * 200,
    "-0",
    "(0.00)",
    "(999,999,999,999,999.99)",
    "1,2345,67",
    "1e308",
    "NaN",
    "-inf",
    "0x1F",
    "½",
    "①",
    "٣٤٥٫٦",
    "１２３，４５６．７８",
    "一万亿元",
    "12345678901",
    "20101011234",
    "000",
    "0",
    "99",
    "999",
    "99999",
    "9999999",
    "2010101 2010102",
    "2999年",
    "0000年",
    "2024年13月45日",
    "2024-02-30",
    "9999-12-31",
    "100%",
    "-99999999999999999999%",
    "%",
    "≥999999999999999999999万元",
    "≤" + "9" * 40,
    "1-12月",
    "单位：亿元",
    "单位：百万元",
    "亿元",
    "'); drop table raw.document; --",
    "\\1\\2 $1 {x} %s %(y)s {{ z }}",
    "((((((((((",
    "[[[[^$.|?*+",
    "NULL",
    "合计" * 60,
    "其中：" * 40,
    "\u200b\u202e\u2066",
    "\ufeff\u3000\u00a0",
    "e\u0301\u0327",
    "𠮷𡃁👩‍👩‍👧‍👦",
    "很" * 3000,
    "/" * 200,
    "—" * 100,
    "a" * 40 + "." * 40,
    "1.1.1.1.1",
    "++1",
    "--1",
    "1-",
    "",
)


def odd_documents(facts: DisclosureFacts, count: int, seed: int = 20_26) -> dict[str, str]:
    """Text documents by name: the forms of a disclosure with a third of their cells replaced.

    Args:
        facts: What they say where they are not odd.
        count: How many documents; together they hold each odd text many times, at changing places.
        seed: Another one puts them elsewhere.
    """
    text = render_tabbed(compose(facts, load_layout("hebei")))
    chance = random.Random(seed)
    return {
        f"odd cells {number}.txt": "\n".join(_odd(line, chance) for line in text.splitlines())
        for number in range(count)
    }


def _odd(line: str, chance: random.Random) -> str:
    """A line with odd cells; a line of prose gets odd figures, a title stays."""
    cells = line.split("\t")
    if len(cells) == 1:
        has_figure = any(character.isdigit() for character in line) and len(line) > len(
            "一、部门收支总表及说明"
        )
        return line.replace("万元", f"万元，{chance.choice(ODD)}万元", 1) if has_figure else line
    share = 0.35 if any(character.isdigit() for character in line) else 0.05
    return "\t".join(chance.choice(ODD) if chance.random() < share else cell for cell in cells)
