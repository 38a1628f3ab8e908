"""Published amounts beside expected ones.

Belongs here: what counts as the same amount, and a disclosure's amounts as the writer words them.
Does not belong here: what is expected.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import duckdb

from tools.writer.model import PublishedAmount

Key = tuple[str, str, str, str, str, str]
# Compared only where the expectation states them: a form may leave them to be inferred.
_OPTIONAL = (
    "line_label",
    "breakdown",
    "functional_code",
    "economic_code",
    "government_economic_code",
    "item_code",
    "budget_unit_label",
)
_COLUMNS = (
    "form_code",
    "measure_code",
    "amount_yuan",
    "printed_text",
    "printed_unit",
    "line_label",
    "amount_basis",
    "side",
    "breakdown",
    "functional_code",
    "economic_code",
    "government_economic_code",
    "item_code",
    "budget_unit_label",
)
_STATUTORY = f"""
    select {", ".join(_COLUMNS)}
    from marts.fct_published_amount
    where disclosure_key = ?
        and form_code in (select form_code from marts.dim_form where is_statutory)
    order by table_id, row_no, column_no
"""


def statutory_amounts(warehouse: duckdb.DuckDBPyConnection, disclosure_key: str) -> list[PublishedAmount]:
    """The amounts of a disclosure's statutory forms, in the words of the writer."""
    rows = warehouse.execute(_STATUTORY, [disclosure_key]).fetchall()
    return [PublishedAmount(**dict(zip(_COLUMNS, row, strict=True))) for row in rows]


def differences(
    expected: Iterable[PublishedAmount], published: Iterable[PublishedAmount]
) -> tuple[list[PublishedAmount], list[PublishedAmount]]:
    """The expected amounts that no published one matches, and the published ones left over.

    Form, side, basis, measure, printed text and yuan must be equal, and whatever else the
    expectation states. Each published amount answers for one expectation, the strictest first.
    """
    left: dict[Key, list[PublishedAmount]] = defaultdict(list)
    for amount in published:
        left[_key(amount)].append(amount)
    missing: list[PublishedAmount] = []
    for amount in sorted(expected, key=_stated, reverse=True):
        candidates = left[_key(amount)]
        match = next((found for found in candidates if _agrees(amount, found)), None)
        if match is None:
            missing.append(amount)
        else:
            candidates.remove(match)
    return missing, [amount for amounts in left.values() for amount in amounts]


def _key(amount: PublishedAmount) -> Key:
    text = "".join(amount.printed_text.split())
    yuan = f"{amount.amount_yuan:.2f}"
    return (amount.form_code, amount.side or "", amount.amount_basis, amount.measure_code, text, yuan)


def _stated(amount: PublishedAmount) -> int:
    return sum(bool(getattr(amount, name)) for name in _OPTIONAL)


def _agrees(expected: PublishedAmount, found: PublishedAmount) -> bool:
    return all(
        not getattr(expected, name) or getattr(expected, name) == getattr(found, name) for name in _OPTIONAL
    )
