from trials.models.delegations import Delegation, DelegationToken
from trials.models.protocols import ProtocolVersion, Trial
from trials.models.sites import Site, SiteActivation, VersionInForce

__all__ = [
    "Delegation",
    "DelegationToken",
    "ProtocolVersion",
    "Site",
    "SiteActivation",
    "Trial",
    "VersionInForce",
]
