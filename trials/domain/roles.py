"""Who takes part in running a trial, and who may not be the same person."""

from collections.abc import Collection
from enum import StrEnum

from trials.domain.messages import gettext_noop as _


class Role(StrEnum):
    NURSE = "nurse"
    PI = "pi"
    SUB_INVESTIGATOR = "sub_investigator"
    DATA_MANAGER = "data_manager"
    MONITOR = "monitor"
    STATISTICIAN = "statistician"
    UNBLINDED_STATISTICIAN = "unblinded_statistician"
    DSMB = "dsmb"
    READER = "reader"
    MODEL_ENGINEER = "model_engineer"
    SPONSOR = "sponsor"
    AUDITOR = "auditor"
    SYSADMIN = "sysadmin"


ROLE_LABELS: dict[Role, str] = {
    Role.NURSE: _("Research nurse"),
    Role.PI: _("Principal investigator"),
    Role.SUB_INVESTIGATOR: _("Sub-investigator"),
    Role.DATA_MANAGER: _("Data manager"),
    Role.MONITOR: _("Monitor"),
    Role.STATISTICIAN: _("Statistician (blinded)"),
    Role.UNBLINDED_STATISTICIAN: _("Statistician (unblinded)"),
    Role.DSMB: _("Safety board member"),
    Role.READER: _("Image or slide reader"),
    Role.MODEL_ENGINEER: _("Model engineer"),
    Role.SPONSOR: _("Sponsor"),
    Role.AUDITOR: _("Auditor or inspector"),
    Role.SYSADMIN: _("System administrator"),
}

# A site role is held at one site of one trial; the others reach over all sites of the trial.
SITE_ROLES = frozenset(
    {Role.NURSE, Role.PI, Role.SUB_INVESTIGATOR, Role.MONITOR, Role.READER},
)

TREATING_ROLES = frozenset({Role.NURSE, Role.PI, Role.SUB_INVESTIGATOR})


def pairs(role: Role, others: Collection[Role]) -> frozenset[frozenset[Role]]:
    return frozenset(frozenset({role, other}) for other in others if other is not role)


# The auditor reads sealed predictions and outcomes by arm, so an auditor who also works in the
# trial would carry them to the bedside; likewise a model engineer who treats or reads scans.
EXCLUSIVE: frozenset[frozenset[Role]] = (
    pairs(Role.UNBLINDED_STATISTICIAN, {Role.STATISTICIAN, *SITE_ROLES})
    | pairs(Role.DSMB, frozenset(Role))
    | pairs(Role.AUDITOR, frozenset(Role))
    | pairs(Role.MODEL_ENGINEER, SITE_ROLES)
    | pairs(Role.SYSADMIN, {Role.SPONSOR})
)


def conflicts(role: Role, held: Collection[Role]) -> list[Role]:
    """The roles already held that the same person may not combine with this one."""
    return [other for other in Role if other in held and frozenset({role, other}) in EXCLUSIVE]
