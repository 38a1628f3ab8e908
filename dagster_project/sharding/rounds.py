"""All rounds of all shards, one after another, until nothing new is set aside.

Belongs here: what comes after what. Does not belong here: where shards are built (the caller says).

A document that is set aside has been counted by what shards share, so all begins anew without it: shards that
it does not concern are taken as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from dagster_project.sharding.handing_over import reduce_candidates
from dagster_project.sharding.records import HandedOver, ShardOutcome
from dagster_project.sharding.set_aside import note_blamed
from dagster_project.sharding.store import Store
from dagster_project.sharding.template import Template

# Another fault may hide behind one.
_TIMES = 12

BuildAll = Callable[[HandedOver | None], Iterable[ShardOutcome]]


def build_rounds(store: Store, template: Template, build_all: BuildAll) -> list[ShardOutcome]:
    """Builds all shards to their end.

    Args:
        store: Where the results lie.
        template: The program.
        build_all: Builds the next round of all shards, after what was handed over.

    Returns:
        The outcomes of the last round, of all shards.
    """
    made: dict[tuple[str, int, str], ShardOutcome] = {}
    outcomes: list[ShardOutcome] = []
    for time in range(_TIMES):
        handed_over: HandedOver | None = None
        for number in range(template.rounds):
            outcomes = _of_this_run(build_all(handed_over), made)
            if note_blamed(store, template, outcomes) and time < _TIMES - 1:
                break
            if number < template.rounds - 1:
                handed_over = reduce_candidates(store, outcomes)
        else:
            break
    return outcomes


def _of_this_run(
    outcomes: Iterable[ShardOutcome], made: dict[tuple[str, int, str], ShardOutcome]
) -> list[ShardOutcome]:
    """The outcomes; one that was made before all began anew counts as made by this run."""
    found = []
    for one in outcomes:
        key = (one.shard, one.number, one.key)
        if one.is_new:
            made[key] = one
        former = made.get(key)
        found.append(replace(one, is_new=True, seconds=former.seconds) if former else one)
    return found
