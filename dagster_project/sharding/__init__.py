"""One warehouse built in shards: each shard by itself, by the same models, and all put together again.

Belongs here: which documents a shard holds, building one, what all shards share, and putting them together,
as functions of paths that any process can call.
Does not belong here: what calls them, one after another or on many machines, and how documents are read.

The order of a build::

    template = make_template(store.templates)              # once a program, where dbt is
    shards = assign_regions(store, template, find)        # calls find_regions for groups of documents
    handed_over = None
    for _ in range(template.rounds):
        outcomes = [
            build_shard(shard, store, template, workplace, memory_mb, handed_over) for shard in shards
        ]
        handed_over = reduce_candidates(store, outcomes)
    manifest = put_together(store, template, outcomes)

What relates documents lies within a region. The rest, what documents everywhere say together, is counted in
each shard by the models `int_shared_...`, added up between two rounds, and handed to each shard.
"""

from dagster_project.sharding.assign import DocumentRegion, assign_regions, find_regions, shards_of
from dagster_project.sharding.handing_over import reduce_candidates
from dagster_project.sharding.records import HandedOver, Shard, ShardOutcome
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
    "build_shard",
    "find_regions",
    "make_template",
    "put_together",
    "reduce_candidates",
    "shards_of",
]
