"""One warehouse built in shards: each shard by itself, by the same models, and all put together again.

Belongs here: which documents a shard holds, building one, what all shards share, and putting them together,
as functions of paths that any process can call.
Does not belong here: what calls them, one after another or on many machines, and how documents are read.

The order of a build::

    template = make_template(store.templates)              # once a program, where dbt is
    shards = assign_regions(store, template, find)        # calls find_regions for groups of documents
    outcomes = build_rounds(
        store,
        template,
        lambda handed_over: [
            build_shard(shard, store, template, workplace, memory_mb, handed_over) for shard in shards
        ],
    )
    manifest = put_together(store, template, outcomes)

Nearly all that relates documents lies within a department of a region. The rest, what documents of a region
or everywhere say together, is counted in each shard by the models `int_shared_...`, added up between two
rounds, and handed to each shard. A document on which a shard fails is set aside, and all begins anew without
it.
"""

from dagster_project.sharding.assign import DocumentRegion, assign_regions, find_regions, shards_of
from dagster_project.sharding.records import HandedOver, Shard, ShardOutcome
from dagster_project.sharding.rounds import build_rounds
from dagster_project.sharding.store import Store
from dagster_project.sharding.task import build_shard
from dagster_project.sharding.template import Template, make_template
from dagster_project.sharding.together import put_together

__all__ = [
    "DocumentRegion",
    "HandedOver",
    "Shard",
    "ShardOutcome",
    "Store",
    "Template",
    "assign_regions",
    "build_rounds",
    "build_shard",
    "find_regions",
    "make_template",
    "put_together",
    "shards_of",
]
