"""The expectations of the suites as asset checks, for each asset that is held against them.

Belongs here: their specifications. Does not belong here: their results (``assets``), judging (``audit``).
"""

from collections.abc import Iterable

from dagster import AssetCheckSpec

from dagster_project.audit.suites import Suite, check_name


def suite_checks(asset: str, suites: Iterable[Suite]) -> list[AssetCheckSpec]:
    """A check of an asset for each expectation of some suites."""
    return [
        AssetCheckSpec(check_name(suite.name, one.name), asset=asset, description=one.description)
        for suite in suites
        for one in suite.expectations
    ]
