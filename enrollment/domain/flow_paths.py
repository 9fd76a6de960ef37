"""Which way a person went, read from facts and status."""

from enrollment.domain.flow import Path, Treatment
from enrollment.domain.status import (
    AFTER_TREATMENT_FACTS,
    ENDS,
    TREATMENT_FACTS,
    Course,
    Status,
    records_treatment,
    status_of,
)
from trials.domain.protocol.protocol import Protocol
from trials.domain.values import Absent, Facts, Known

ARM = "arm"
EXPOSURE = "exposure"


def path_within(
    protocol: Protocol,
    facts: Facts,
    *,
    site: str = "",
    withdrew: bool = False,
    stopped: bool = False,
    unassessable: bool = False,
    excluded_by: tuple[str, ...] = (),
) -> Path:
    """Of somebody enrolled. `unassessable`: it is locked that no strategy can be told;
    `excluded_by`: what a person confirmed, which a finding alone does not do."""
    course = Course(facts=facts, withdrawn=withdrew, records_treatment=records_treatment(protocol))
    status = status_of(course)
    found = treatment_of(protocol, facts, status)
    return Path(
        status=status,
        site=site,
        is_enrolled=True,
        group=group_in(protocol, facts),
        treatment=Treatment.NOT_RECEIVED if unassessable else found,
        stopped_treatment=stopped,
        excluded_by=excluded_by,
    )


def assigns(protocol: Protocol) -> bool:
    return bool(protocol.arms)


def group_fact(protocol: Protocol) -> str:
    """What puts people into groups: the arm; where nothing is assigned, what they received."""
    if assigns(protocol):
        return ARM
    if protocol.concordance:
        return protocol.concordance.received
    return EXPOSURE if EXPOSURE in protocol.names else ""


def group_in(protocol: Protocol, facts: Facts) -> str:
    known = facts.get(group_fact(protocol))
    return str(known.value) if isinstance(known, Known) else ""


def begins_with(protocol: Protocol, group: str) -> str:
    """The fact that shows that what the group stands for was begun."""
    if not assigns(protocol):
        return group_fact(protocol) or "surgery_date"
    arm = next((one for one in protocol.arms if one.id == group), None)
    agents = [protocol.agent(agent) for agent in arm.agents] if arm else []
    return "first_dose" if any(agent.neoadjuvant for agent in agents) else "surgery_date"


def treatment_of(protocol: Protocol, facts: Facts, status: Status) -> Treatment:
    begins = begins_with(protocol, group_in(protocol, facts))
    if isinstance(facts.get(begins), Known):
        return Treatment.RECEIVED
    passed_by = begins in TREATMENT_FACTS and isinstance(facts.get("surgery_date"), Known)
    given_up = isinstance(facts.get("no_resection_date"), Known)
    never = isinstance(facts.get(begins), Absent)
    gone = passed_by or given_up or never or status in ENDS
    return Treatment.NOT_RECEIVED if gone else Treatment.NOT_YET


def names_needed(protocol: Protocol) -> frozenset[str]:
    """All that a flow rests on once somebody is enrolled."""
    return frozenset(
        {
            "enrolled",
            "death",
            "lost",
            group_fact(protocol),
            *TREATMENT_FACTS,
            *AFTER_TREATMENT_FACTS,
        }
    )
