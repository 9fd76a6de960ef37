"""Does a well-shaped protocol also make sense? Each check yields its faults; all are run."""

from collections.abc import Iterator

from trials.domain.protocol.checks.ambiguities import check_ambiguities
from trials.domain.protocol.checks.arms import check_arms
from trials.domain.protocol.checks.charter import check_charter
from trials.domain.protocol.checks.conditions import check_conditions
from trials.domain.protocol.checks.endpoints import check_endpoints
from trials.domain.protocol.checks.facts import check_facts
from trials.domain.protocol.checks.forms import check_forms
from trials.domain.protocol.checks.ids import check_ids
from trials.domain.protocol.checks.imaging import check_imaging
from trials.domain.protocol.checks.parts import check_concordance, check_parts
from trials.domain.protocol.checks.rules import check_rules
from trials.domain.protocol.checks.schedule import check_schedule
from trials.domain.protocol.checks.slides import check_slides
from trials.domain.protocol.problems import Fault
from trials.domain.protocol.protocol import Protocol

CHECKS = (
    check_ids,
    check_facts,
    check_forms,
    check_conditions,
    check_arms,
    check_schedule,
    check_endpoints,
    check_ambiguities,
    check_parts,
    check_concordance,
    check_imaging,
    check_slides,
    check_charter,
    check_rules,
)


def check(protocol: Protocol) -> Iterator[Fault]:
    for one in CHECKS:
        yield from one(protocol)
