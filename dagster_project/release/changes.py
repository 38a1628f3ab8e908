"""What changed between two releases: disclosures, amounts and findings; and whether too much is gone.

Belongs here: the comparison, its table marts.fct_release_change, and the guard against shrinking.
Does not belong here: how the comparison is shown (``page``).

Two releases are compared by what a disclosure says of itself - whose it is, its year, stage and scope -
and by where a figure stands in its form. Keys follow the bytes of a file, and a replaced file has others.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

# Amounts that are compared at a time: their places, in words, have to fit into memory.
_AMOUNTS_AT_A_TIME = 100_000
# A fall beyond this share is held back: it is rather a folder that was not mounted than a city's news.
LARGEST_FALL = 0.1

_BOTH = ("former", "published")
_SUBJECT = ("region_code", "department_name", "fiscal_year", "budget_stage", "reporting_scope", "content")
_PLACE = (
    "form_code",
    "amount_basis",
    "side",
    "breakdown",
    "budget_unit_label",
    "line_label",
    "functional_code",
    "economic_code",
    "government_economic_code",
    "fund_source",
    "item_code",
    "measure_code",
)
# Which of several amounts of one place is the first.
_ORDER = ("page_no", "table_id", "row_no", "column_no")
_CHECK_PLACE = (
    "identity_code",
    "form_code",
    "line_label",
    "measure_code",
    "amount_basis",
    "side",
    "breakdown",
    "budget_unit_label",
)


class HeldBackError(RuntimeError):
    """The release lost too much to be published unasked; the message says what and how to let it through."""


@dataclass(frozen=True, slots=True)
class Size:
    """Current disclosures of a release, and the amounts in them."""

    disclosures: int
    amounts: int


def write_changes(
    connection: duckdb.DuckDBPyConnection, release_id: str, former_release_id: str | None
) -> dict[str, int]:
    """Compares the database ``published`` with ``former`` and appends the changes to its table.

    Returns:
        Rows by kind of change.

    Raises:
        duckdb.Error: The former release lacks a column that is compared.
    """

    def write(changes: str) -> None:
        connection.execute(
            f"insert into published.marts.fct_release_change by name select * from ({changes})",
            [release_id, former_release_id],
        )

    for name in _BOTH:
        _survey(connection, name)
    connection.execute(_DIFFERING)
    write(_DISCLOSURES)
    turns = connection.execute("select distinct turn from differing order by turn").fetchall()
    for (turn,) in turns:
        for name in _BOTH:
            _survey_amounts(connection, name, turn)
        write(_AMOUNTS)
    write(_FINDINGS)
    counted = connection.execute(
        "select change_kind, count(*) from published.marts.fct_release_change "
        "where release_id = ? group by change_kind order by change_kind",
        [release_id],
    ).fetchall()
    return dict(counted)


def require_no_great_fall(former: Size, present: Size) -> None:
    """Holds back a release that lost more than a tenth of its current disclosures or their amounts.

    Raises:
        HeldBackError: It did.
    """
    falls = [
        f"{what} from {before:,} to {now:,} (-{1 - now / before:.0%})"
        for what, before, now in (
            ("current disclosures", former.disclosures, present.disclosures),
            ("their amounts", former.amounts, present.amounts),
        )
        if before and now < before * (1 - LARGEST_FALL)
    ]
    if falls:
        raise HeldBackError(
            f"Held back: {' and '.join(falls)}. The previous warehouse is untouched. If documents are "
            "missing from the raw folder, put them back; if this fall is right, let it through with "
            "`fiscal refresh --allow-shrink`."
        )


def size_of(connection: duckdb.DuckDBPyConnection, database: str) -> Size:
    """The size of a release that is attached under a name."""
    row = connection.execute(f"""
        select
            (select count(*) from {database}.marts.dim_disclosure where is_current),
            (
                select count(*)
                from {database}.marts.fct_published_amount
                semi join (
                    select disclosure_key from {database}.marts.dim_disclosure where is_current
                ) using (disclosure_key)
            )
    """).fetchone()
    disclosures, amounts = row or (0, 0)
    return Size(disclosures, amounts)


def _survey(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Current disclosures and their findings of one release, each with what it is compared by."""
    connection.execute(f"""
        create or replace temp table {name}_subject as
        select
            concat_ws('|', {", ".join(f"coalesce({column}::varchar, '')" for column in _SUBJECT)}) as subject,
            {", ".join(_SUBJECT)},
            disclosure_key,
            document_key,
            file_path
        from (
            select disclosures.*, departments.region_code, departments.department_name, documents.file_path
            from {name}.marts.dim_disclosure as disclosures
            inner join {name}.marts.dim_department as departments using (department_key)
            inner join {name}.marts.dim_document as documents using (document_key)
            where disclosures.is_current
        )
        -- Should two be current that say the same of themselves, the comparison takes one.
        qualify row_number() over (partition by subject order by disclosure_key) = 1
    """)
    connection.execute(f"""
        create or replace temp table {name}_finding as
        select
            subjects.*,
            {_place(_CHECK_PLACE)} as place,
            row_number() over (partition by subject, place order by check_key) as nth,
            checks.identity_code,
            checks.form_code,
            checks.line_label,
            checks.measure_code,
            checks.amount_basis,
            checks.difference_yuan,
            checks.check_key
        from {name}.marts.fct_identity_check as checks
        inner join {name}_subject as subjects using (disclosure_key)
        where checks.status = 'violated'
    """)


def _survey_amounts(connection: duckdb.DuckDBPyConnection, name: str, turn: int) -> None:
    """The amounts of one release whose turn it is, each with what it is compared by."""
    connection.execute(
        f"""
        create or replace temp table {name}_amount as
        select
            subjects.*,
            {_place(_PLACE)} as place,
            row_number() over (
                partition by subject, place order by {", ".join(_ORDER)}
            ) as nth,
            amounts.form_code,
            amounts.line_label,
            amounts.measure_code,
            amounts.amount_basis,
            amounts.amount_yuan,
            amounts.printed_text,
            amounts.amount_key
        from {name}.marts.fct_published_amount as amounts
        inner join {name}_subject as subjects using (disclosure_key)
        semi join (select subject from differing where turn = ?) as present_turn using (subject)
        """,
        [turn],
    )


def _print_of(name: str) -> str:
    """A query for the disclosures of a release: how many amounts each has, and a number made from them.

    It is another one when an amount is another, or stands elsewhere.
    """
    where = ", ".join((*_PLACE, *_ORDER))
    return f"""
        select subject, count(amount_key) as amounts, sum(hash(amount_yuan, {where})) as print
        from {name}_subject
        left join {name}.marts.fct_published_amount using (disclosure_key)
        group by subject
    """


def _place(columns: tuple[str, ...]) -> str:
    values = ", ".join(f"coalesce({column}::varchar, '')" for column in columns)
    return f"concat_ws('|', {values})"


_OF_SUBJECT = ", ".join(f"coalesce(present.{column}, past.{column}) as {column}" for column in _SUBJECT)
_COMMON = f"""
    ? as release_id,
    ? as former_release_id,
    {_OF_SUBJECT},
    coalesce(present.disclosure_key, past.disclosure_key) as disclosure_key,
    past.file_path as old_file_path,
    present.file_path as new_file_path"""

_DISCLOSURES = f"""
select
    {_COMMON},
    case
        when past.subject is null then 'disclosure_added'
        when present.subject is null then 'disclosure_removed'
        else 'disclosure_superseded'
    end as change_kind
from former_subject as past
full join published_subject as present on past.subject = present.subject
where past.document_key is distinct from present.document_key
"""

_OF_PLACE = ", ".join(
    f"coalesce(present.{column}, past.{column}) as {column}"
    for column in ("form_code", "line_label", "measure_code", "amount_basis")
)

# Disclosures of both releases whose amounts are not the same, some at a time.
_DIFFERING = f"""
create or replace temp table differing as
select
    subject,
    (
        sum(past.amounts + present.amounts) over (order by subject rows unbounded preceding)
        // {_AMOUNTS_AT_A_TIME}
    )::integer as turn
from ({_print_of("former")}) as past
inner join ({_print_of("published")}) as present using (subject)
where past.amounts <> present.amounts or past.print is distinct from present.print
"""

_AMOUNTS = f"""
select
    {_COMMON},
    {_OF_PLACE},
    case
        when past.subject is null then 'amount_added'
        when present.subject is null then 'amount_removed'
        else 'amount_changed'
    end as change_kind,
    past.amount_yuan as old_yuan,
    present.amount_yuan as new_yuan,
    past.printed_text as old_text,
    present.printed_text as new_text,
    coalesce(present.amount_key, past.amount_key) as amount_key
from former_amount as past
full join published_amount as present
    on past.subject = present.subject and past.place = present.place and past.nth = present.nth
where past.amount_yuan is distinct from present.amount_yuan
"""

_FINDINGS = f"""
select
    {_COMMON},
    {_OF_PLACE},
    coalesce(present.identity_code, past.identity_code) as identity_code,
    case when past.subject is null then 'finding_new' else 'finding_resolved' end as change_kind,
    past.difference_yuan as old_yuan,
    present.difference_yuan as new_yuan,
    coalesce(present.check_key, past.check_key) as finding_key
from former_finding as past
full join published_finding as present
    on past.subject = present.subject and past.place = present.place and past.nth = present.nth
where past.subject is null or present.subject is null
"""
