from trials.models.delegations import Delegation, DelegationToken
from trials.models.protocols import ProtocolVersion, Trial
from trials.models.readings import ReadingChange
from trials.models.sites import Site, SiteActivation, VersionInForce

__all__ = [
    "Delegation",
    "DelegationToken",
    "ProtocolVersion",
    "ReadingChange",
    "Site",
    "SiteActivation",
    "Trial",
    "VersionInForce",
]
