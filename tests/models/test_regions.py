"""Places keep their history: codes that ended lead on, names hold for their years, parents exist.

Belongs here: ``dim_region`` against real changes of Chinese divisions, and against dated lists.
Does not belong here: which place a department belongs to (``test_hebei``, ``test_scoreboard``).
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from tests.support.built import Build
from tools.build import PROJECT

pytestmark = pytest.mark.timeout(900)

REFERENCE = PROJECT / "../shared/reference"

# Code, its name, a year in which both held, and the code that stands for the place today.
CHANGES = (
    # A county that became a district of its city.
    ("130625", "徐水县", 2014, "130609"),
    ("110228", "密云县", 2014, "110118"),
    ("310230", "崇明县", 2015, "310151"),
    ("320584", "吴江市", 2011, "320509"),
    # Hangzhou 2021: four districts of the centre became two, and two new ones were cut out.
    ("330103", "下城区", 2020, "330105"),
    ("330104", "江干区", 2020, "330102"),
    ("330105", "拱墅区", 2020, "330105"),
    ("330113", "临平区", 2021, "330113"),
    ("330114", "钱塘区", 2021, "330114"),
    # Guangzhou: 2005, and a district of 2005 that ended in 2014.
    ("440102", "东山区", 2004, "440104"),
    ("440107", "芳村区", 2004, "440103"),
    ("440116", "萝岗区", 2013, "440112"),
    # A city that became a district of another.
    ("371200", "莱芜市", 2018, "370100"),
    ("371202", "莱城区", 2018, "370116"),
    # Districts merged.
    ("310108", "闸北区", 2014, "310106"),
    ("110103", "崇文区", 2009, "110101"),
    ("440508", "金园区", 2002, "440511"),
    ("130521", "邢台县", 2019, "130503"),
    # One code, two names: the district was called another way from 2020 on.
    ("130503", "桥西区", 2019, "130503"),
    ("130503", "信都区", 2020, "130503"),
)
# Whole districts whose names sound like zones have codes of their own; zones lie in their city.
ZONES = (
    ("310115", "浦东新区", "county", "310100"),
    ("120116", "滨海新区", "county", "120100"),
    ("130371", "秦皇岛市经济技术开发区", "development_zone", "130300"),
    ("130372", "北戴河新区", "development_zone", "130300"),
    ("130273", "唐山高新技术产业开发区", "development_zone", "130200"),
)
_OPEN = 9999
# Rows of the lists that are no places, and places that no list of the mainland's finances holds.
_NO_PLACES = {
    "市辖区",
    "县",
    "市",
    "省直辖行政单位",
    "省直辖县级行政单位",
    "省直辖县级行政区划",
    "自治区直辖县级行政单位",
    "自治区直辖县级行政区划",
    "台湾省",
    "香港特别行政区",
    "澳门特别行政区",
}


def _listed(name: str) -> Iterator[dict[str, str]]:
    file = Path(REFERENCE / name)
    if not file.is_file():
        pytest.skip("the dated lists are not beside the project (../shared/reference)")
    with file.open(encoding="utf-8") as lines:
        yield from csv.DictReader(lines)


def _periods(build: Build) -> dict[str, list[tuple[str, int, int]]]:
    """Name, first and last year of each period of a code."""
    periods: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    for code, *period in build.rows(
        """
        select region_code, region_name, coalesce(valid_from_year, 0), coalesce(valid_to_year, ?)
        from marts.dim_region
        """,
        _OPEN,
    ):
        periods[code].append((period[0], period[1], period[2]))
    return periods


@pytest.mark.parametrize(("code", "name", "year", "today"), CHANGES)
def test_a_place_has_its_name_of_the_year_and_leads_to_its_code_of_today(
    own_build: Build, code: str, name: str, year: int, today: str
) -> None:
    found = own_build.rows(
        """
        select region_name, current_region_code
        from marts.dim_region
        where region_code = ? and ? between coalesce(valid_from_year, 0) and coalesce(valid_to_year, 9999)
        """,
        code,
        year,
    )
    assert found == [(name, today)]


@pytest.mark.parametrize(("code", "name", "level", "parent"), ZONES)
def test_a_zone_is_told_from_a_district_and_lies_in_its_city(
    own_build: Build, code: str, name: str, level: str, parent: str
) -> None:
    found = own_build.rows(
        """
        select region_name, region_level, parent_code
        from marts.dim_region
        where region_code = ? and valid_to_year is null
        """,
        code,
    )
    assert found == [(name, level, parent)]


def test_a_department_of_a_zone_belongs_to_the_city_and_names_its_zone(own_build: Build) -> None:
    found = own_build.rows("""
        select departments.department_name, departments.region_code, zones.region_name
        from marts.dim_department as departments
        inner join marts.dim_region as zones on departments.development_zone_code = zones.region_code
    """)
    assert found == [("秦皇岛经济技术开发区机关事务服务中心", "130300", "秦皇岛市经济技术开发区")]


def test_every_place_has_a_parent_of_a_wider_level_and_a_code_of_today_that_holds(own_build: Build) -> None:
    places = own_build.rows("""
        select region_code, region_level, parent_code, current_region_code, city_code, province_code
        from marts.dim_region
        where region_level <> 'not_disclosed'
    """)
    level = {code: own_level for code, own_level, *_ in places}
    wider: dict[str, set[str | None]] = {
        "province": {None},
        "city": {"province"},
        "county": {"city", "province"},
        "development_zone": {"city"},
    }
    assert not [place for place in places if level.get(place[2]) not in wider[place[1]]]
    assert not [place for place in places if level.get(place[5]) != "province"]
    assert not [
        place
        for place in places
        if place[1] in {"city", "development_zone"} and level.get(place[4]) != "city"
    ]
    # A code leads on in one step: what stands for it today stands for itself.
    today = {code: current for code, _, _, current, *_ in places}
    assert not [place for place in places if today[place[3]] != place[3]]


def test_periods_of_a_code_do_not_overlap(own_build: Build) -> None:
    periods = _periods(own_build)
    assert len(periods) > 3500
    overlapping = [
        (code, earlier, later)
        for code, of_code in periods.items()
        for earlier, later in pairwise(sorted(of_code, key=lambda period: period[1]))
        if earlier[2] >= later[1]
    ]
    assert overlapping == []


def test_the_list_of_2023_is_complete(own_build: Build) -> None:
    today = {
        (code, name)
        for code, of_code in _periods(own_build).items()
        for name, _, to in of_code
        if to == _OPEN
    }
    listed = {(row["code"], row["name"]) for row in _listed("areas.csv")}
    listed |= {(f"{row['code']}00", row["name"]) for row in _listed("cities.csv")}
    listed |= {(f"{row['code']}0000", row["name"]) for row in _listed("provinces.csv")}
    missing = {(code, name) for code, name in listed - today if name not in _NO_PLACES}
    # Statistics give this city, which has no districts, a district of its own name.
    assert missing == {("620201", "嘉峪关市")}
    assert today - listed == {("not_disclosed", "未公开")}


def test_every_name_of_the_dated_revisions_of_the_standard_is_known(own_build: Build) -> None:
    """In one of their years at least: of several revisions in a year the last one counts."""
    periods = _periods(own_build)
    unknown = [
        tuple(row.values())
        for row in _listed("gb2260_history.csv")
        if row["name"] not in _NO_PLACES
        and not any(
            name == row["name"]
            and start <= int(row["last_revision"][:4])
            and int(row["first_revision"][:4]) <= to
            for name, start, to in periods.get(row["code"], [])
        )
    ]
    assert unknown == []
