"""The made cases beside the project, held against the truth that lies with them.

Belongs here: which published amount answers which line of the truth, and one line a file.
Does not belong here: building (``tools.build``).

``python -m tools.checks.cases`` builds all cases and compares; ``--only X03 A01`` builds
those alone; ``--build FILE`` compares an existing build. The exit
status is 1 when anything is not as the truth says, 2 where the cases are absent.
"""

from __future__ import annotations

import argparse
import csv
import re
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import duckdb

from tools.build import PROJECT, build_warehouse

CASES = PROJECT / "../shared/cases"

# What CASES.csv says of single files: the forms they hold, and figures that are not truth.csv's.
FORMS_OF = {
    "P08": {"income_expenditure_summary", "revenue", "expenditure", "general_public_expenditure"},
    "P10": {"general_public_expenditure", "basic_expenditure"},
}
INSTEAD = {
    "P06": {
        ("income_expenditure_summary", "上年结转", "amount"): "-120000.00",
        ("income_expenditure_summary", "结转下年", "amount"): "-120000.00",
        ("income_expenditure_summary", "收入总计", "amount"): "12744500.00",
        ("income_expenditure_summary", "支出总计", "amount"): "12744500.00",
    }
}
FISCAL_YEAR = "2025"
# Files that state no year anywhere.
YEARLESS = {"X11"}
# Names of the truth for measures that the warehouse knows by another.
MEASURE_NAMES = {
    "general_public_appropriation": "general_public_budget",
    "government_fund_appropriation": "government_fund_budget",
    "state_capital_appropriation": "state_capital_budget",
}

_OUTLINE = re.compile(r"^[（(]?[一二三四五六七八九十0-9]+[）)、.．]+")
_REMARK = re.compile(r"\([ -~]*\)|（(?:subtotal|unit|total|leaf)[^）]*）|(?<=\d) subtotal$")
_CODE = re.compile(r"^([A-Z]?\d[\d ]*)\s*(.*)$")
# Measures that the truth names in words, because no code of a column names them.
_IN_WORDS = {
    "total without capital construction": "total_without_construction",
    "(whole project)": "whole_project",
    "本级支出 (part)": "own_level",
    "补助区县 (part)": "to_lower_levels",
}


@dataclass(frozen=True)
class Truth:
    """One line of the truth: a form, the names by which its row is known, a measure, yuan."""

    form: str
    line: str
    measure: str
    basis: str | None
    yuan: Decimal


@dataclass(frozen=True)
class Published:
    """One amount of a warehouse, with every name by which its row could be known."""

    form: str
    names: frozenset[str]
    measure: str
    basis: str
    yuan: Decimal
    proof: str
    where: str


@dataclass
class Outcome:
    """What became of a file."""

    name: str
    right: int = 0
    missing: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    others: int = 0
    violated: list[str] = field(default_factory=list)
    proven_wrong: int = 0
    remarks: list[str] = field(default_factory=list)

    @property
    def is_right(self) -> bool:
        """Whether nothing is missing, wrong or too much."""
        return not (self.missing or self.wrong or self.extra or self.violated or self.remarks)

    def line(self) -> str:
        """One line for people."""
        counts = (
            f"{self.right:4} right {len(self.missing):3} missing {len(self.wrong):3} wrong"
            f" {len(self.extra):3} extra {len(self.violated):3} violated"
        )
        proven = f", {self.proven_wrong} not true and proven" if self.proven_wrong else ""
        said = f"  {'; '.join(self.remarks)}" if self.remarks else ""
        return f"{'ok ' if self.is_right else '-- '} {self.name[:44]:44} {counts}{proven}{said}"

    def details(self) -> Iterable[str]:
        """Every line that is not right."""
        for kind in ("missing", "wrong", "extra", "violated"):
            yield from (f"       {kind}: {text}" for text in getattr(self, kind))


def read_truth(file: Path, code: str) -> list[Truth]:
    """The lines of a truth file; ``truth.csv`` is narrowed to what this case holds."""
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = [(r["form_code"], r.get("key") or r.get("line") or "", r) for r in csv.DictReader(stream)]
    whole = file.name == "truth.csv"
    lines = {}
    for number, (form, line, row) in enumerate(rows):
        measure, yuan = row.get("measure") or row.get("measure_code") or "", row["yuan"] or ""
        if whole and form not in FORMS_OF.get(code, {form}):
            continue
        key = (form, line, measure) if whole else (form, line, measure, number)
        lines[key] = (form, line, measure, yuan)
    for (form, line, measure), yuan in (INSTEAD.get(code, {}) if whole else {}).items():
        lines[form, line, measure] = (form, line, measure, yuan)
    return [_truth(*line) for line in lines.values()]


def _truth(form: str, line: str, measure: str, yuan: str) -> Truth:
    basis = re.search(r"\((\w+?)(?: basis)?\)", f"{line} {measure}")
    known = basis[1] if basis and basis[1] in ("prior_year", "change", "budget", "final") else None
    measure = re.sub(r"\s*\((?:prior_year|change)\)", "", measure)
    part = line.rpartition(" ")
    if f"{part[2]} {measure}" in _IN_WORDS:
        line, measure = part[0], f"{part[2]} {measure}"
    measure = _IN_WORDS.get(measure, measure)
    amount = Decimal(yuan) if re.fullmatch(r"-?[\d.]+", yuan) else Decimal(0)
    return Truth(form, line, measure if yuan or measure else "", known, amount)


def _plain(text: str) -> str:
    text = re.sub(r"\s+", "", text).replace("（", "(").replace("）", ")").rstrip(":：")
    return _OUTLINE.sub("", text).removeprefix("其中:").removeprefix("其中：")


def _answers(truth: Truth, amount: Published) -> bool:
    """Whether a published amount stands in the row and column the truth names."""
    if amount.form != truth.form or not _same_measure(truth, amount):
        return False
    if truth.basis and amount.basis != truth.basis:
        return False
    line = _REMARK.sub("", truth.line).strip()
    if " / " in line:
        return all(any(_plain(part) in name for name in amount.names) for part in line.split(" / "))
    item = re.search(r"(?:^|\s)([a-z_]+)$", line)
    if item:
        return item[1] in amount.names
    code = _CODE.match(line)
    if code and (code[1].replace(" ", "") in amount.names or amount.names.issuperset(code[1].split())):
        return True
    name = _plain(code[2] if code and code[2] else line)
    return bool({name, _plain(line)} & amount.names)


def _same_measure(truth: Truth, amount: Published) -> bool:
    words = truth.measure.split(" ")
    if len(words) == 1:
        measure = amount.measure
        if measure.startswith("carried_forward_in"):
            measure = measure.removesuffix("|carried_forward")
        return measure in (truth.measure, MEASURE_NAMES.get(truth.measure))
    base = "" if words[0] == "carried" else words[0]
    if "carried" in words:
        return amount.measure in (f"{base}|carried_forward", "carried_forward_in", "carried_forward")
    if "current" in words:
        return amount.measure in (f"{base}|current_year", "current_year_subtotal", base)
    return amount.measure.split("|")[0] == "_".join(words)


def compare(name: str, truths: Sequence[Truth], amounts: Sequence[Published], *, whole: bool) -> Outcome:
    """Give each line of the truth the amount that answers it; equal figures first."""
    outcome = Outcome(name)
    left = list(amounts)
    unanswered = []
    for truth in truths:
        equal = next((a for a in left if a.yuan == truth.yuan and _answers(truth, a)), None)
        if equal is None:
            unanswered.append(truth)
            continue
        left.remove(equal)
        outcome.right += 1
    for truth in unanswered:
        other = next((a for a in left if _answers(truth, a)), None)
        said = f"{truth.form} {truth.line} {truth.measure} {truth.yuan}"
        if other is None:
            outcome.missing.append(said)
            continue
        left.remove(other)
        outcome.wrong.append(f"{said}: published {other.yuan} ({other.proof}) at {other.where}")
        outcome.proven_wrong += other.proof == "proven"
    if whole:
        outcome.extra = [f"{a.form} {a.where} {a.measure} {a.yuan} ({a.proof})" for a in left]
        outcome.proven_wrong += sum(a.proof == "proven" for a in left)
    return outcome


_AMOUNTS = """
select
    a.form_code,
    list_filter(
        [a.line_label, a.functional_code, a.economic_code, a.government_economic_code, a.item_code,
         a.budget_unit_label, if(a.line_label = a.budget_unit_label, a.budget_unit_code, null),
         if(a.line_role = 'total', '合计', null)],
        lambda name: name is not null
    ),
    a.measure_code, {period}, a.amount_basis, a.amount_yuan, a.proof_status,
    concat_ws(' ', a.line_label, 'page', a.page_no, 'row', a.row_no, 'column', a.column_no)
from marts.fct_published_amount as a
inner join marts.dim_disclosure as d using (disclosure_key)
where d.document_key = ?
order by a.table_id, a.row_no, a.column_no
"""


def _amounts(warehouse: duckdb.DuckDBPyConnection, document: str) -> list[Published]:
    has_period = warehouse.execute(
        "select count(*) from information_schema.columns"
        " where table_schema = 'marts' and table_name = 'fct_published_amount' and column_name = 'period'"
    ).fetchone() != (0,)
    query = _AMOUNTS.format(period="a.period" if has_period else "null")
    return [
        Published(
            form,
            frozenset([*names, *(_plain(name) for name in names)]),
            f"{measure}|{period}" if period == "carried_forward" else measure,
            basis,
            yuan,
            proof,
            where,
        )
        for form, names, measure, period, basis, yuan, proof, where in warehouse.execute(
            query, [document]
        ).fetchall()
    ]


def score(warehouse: duckdb.DuckDBPyConnection, file: Path) -> Outcome | None:
    """What a warehouse made of one case; None when the warehouse does not hold it."""
    found = warehouse.execute(
        "select document_key, status, status_reason from marts.dim_document"
        " where file_path = ? or ends_with(file_path, '/' || ?)",
        [file.name, file.name],
    ).fetchone()
    if found is None:
        return None
    document, status, reason = found
    truths, whole = _truths_of(file)
    asides = [t for t in truths if t.form.startswith(("(", "dim_", "fct_"))]
    outcome = compare(
        file.name, [t for t in truths if t not in asides], _amounts(warehouse, document), whole=whole
    )
    if status != "loaded":
        outcome.remarks.append(f"{status}: {reason}")
    outcome.violated = [
        f"{code} {form or ''} {label or ''}: {reason}"
        for code, form, label, reason in warehouse.execute(
            "select c.identity_code, c.form_code, c.line_label, coalesce(c.reason, concat_ws(' ',"
            " c.actual_yuan, c.relation, c.expected_yuan, c.actual_text, c.expected_text))"
            " from marts.fct_identity_check as c inner join marts.dim_disclosure as d using (disclosure_key)"
            " where d.document_key = ? and c.status = 'violated' and c.other_disclosure_key is null",
            [document],
        ).fetchall()
    ]
    years = [
        str(y)
        for (y,) in warehouse.execute(
            "select distinct fiscal_year from marts.dim_disclosure where document_key = ?", [document]
        ).fetchall()
    ]
    year = _year(asides) or (FISCAL_YEAR if whole else None)
    if (
        file.name[:3] not in YEARLESS
        and status == "loaded"
        and (len(years) != 1 or not re.fullmatch(year or "20..", years[0]))
    ):
        outcome.remarks.append(f"fiscal year {', '.join(years)}, not {year or 'one'}")
    return outcome


def _truths_of(file: Path) -> tuple[list[Truth], bool]:
    code = file.name[:3]
    beside = sorted(file.parent.glob(f"{code}_*.csv")) if file.parent.name == "layouts" else []
    return read_truth(beside[0] if beside else file.parent / "truth.csv", code), not beside


def _year(asides: Sequence[Truth]) -> str | None:
    stated = (re.search(r"20\d\d", f"{t.line} {t.measure}") for t in asides if "year" in t.line)
    return next((year[0] for year in stated if year), None)


def case_files(only: Sequence[str]) -> list[Path]:
    """The cases, or those whose name begins with one of the given."""
    listed = [CASES / row["file"] for row in csv.DictReader((CASES / "CASES.csv").open(encoding="utf-8-sig"))]
    files = listed + sorted((CASES / "layouts").glob("*.pdf"))
    return [f for f in files if not only or f.name.startswith(tuple(only))]


def build(files: Sequence[Path], workplace: Path, jobs: int | None = None) -> Path:
    """A warehouse of these files."""
    raw = workplace / "raw"
    shutil.rmtree(raw, ignore_errors=True)
    raw.mkdir(parents=True)
    for file in files:
        shutil.copyfile(file, raw / file.name)
    return build_warehouse(raw, workplace, jobs=jobs, prune=True)


def score_all(build_file: Path, files: Sequence[Path]) -> Mapping[str, Outcome | None]:
    """The outcome of each file, None where the warehouse does not hold it."""
    with duckdb.connect(str(build_file), read_only=True) as warehouse:
        return {file.name: score(warehouse, file) for file in files}


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tools.checks.cases", description=__doc__)
    parser.add_argument("--build", type=Path, help="a built warehouse; without it, build one")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="beginnings of file names")
    parser.add_argument("--workplace", type=Path, help="build here, and keep it: the next build is faster")
    parser.add_argument("--details", action="store_true", help="also every line that is not right")
    options = parser.parse_args(arguments)
    if not (CASES / "CASES.csv").is_file():
        sys.stdout.write(f"Skipped: the made cases are not here ({CASES.resolve()}).\n")
        return 2
    files = case_files(options.only)
    if not files:
        sys.stdout.write(f"No case begins with {', '.join(options.only)}.\n")
        return 2
    with tempfile.TemporaryDirectory() as folder:
        built = options.build or build(files, options.workplace or Path(folder))
        outcomes = score_all(built, files)
    totals: dict[str, int] = defaultdict(int)
    for name, outcome in outcomes.items():
        if outcome is None:
            sys.stdout.write(f"--  {name[:44]:44} is not in the warehouse\n")
            continue
        totals["right"] += outcome.is_right
        sys.stdout.write(f"{outcome.line()}\n")
        if options.details:
            sys.stdout.writelines(f"{line}\n" for line in outcome.details())
    sys.stdout.write(f"{totals['right']} of {len(files)} files right\n")
    return 0 if totals["right"] == len(files) else 1


if __name__ == "__main__":
    sys.exit(main())
