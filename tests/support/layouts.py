"""Every kind of layout.

Belongs here: the modules of kinds, together. Does not belong here: the kinds.
"""

from __future__ import annotations

from tests.support.layout_balances import BALANCES
from tests.support.layout_codes import CODES
from tests.support.layout_columns import COLUMNS
from tests.support.layout_counties import COUNTIES
from tests.support.layout_crossed import CROSSED
from tests.support.layout_headers import HEADERS
from tests.support.layout_kinds import KINDS
from tests.support.layout_lines import LINES
from tests.support.layout_names import NAMES
from tests.support.layout_offices import OFFICES
from tests.support.layout_outside import OUTSIDE
from tests.support.layout_parts import PARTS
from tests.support.layout_places import PLACES
from tests.support.layout_provinces import PROVINCES
from tests.support.layout_regions import REGIONS
from tests.support.layout_sources import SOURCES
from tests.support.layout_stages import STAGES
from tests.support.layout_sums import SUMS
from tests.support.layout_templates import TEMPLATES
from tests.support.layout_towns import TOWNS
from tests.support.layout_units import UNITS
from tests.support.layout_variants import VARIANTS
from tests.support.layout_words import WORDS

ALL = (
    *KINDS,
    *VARIANTS,
    *WORDS,
    *COLUMNS,
    *CODES,
    *STAGES,
    *PLACES,
    *TEMPLATES,
    *TOWNS,
    *SUMS,
    *CROSSED,
    *LINES,
    *BALANCES,
    *HEADERS,
    *SOURCES,
    *UNITS,
    *NAMES,
    *PARTS,
    *COUNTIES,
    *PROVINCES,
    *REGIONS,
    *OFFICES,
    *OUTSIDE,
)
