"""The analyses of a cut, computed from its frozen tables."""

from analysis.domain import plan
from analysis.domain.curve_tables import cut_source
from analysis.domain.plan import Result
from analysis.models import DataCut
from analysis.selectors.cut_people import people_of
from trials.domain.protocol.endpoints import TimeToEvent
from trials.domain.protocol.protocol import Protocol
from trials.selectors.protocols import latest_version, protocol_of


def results_of(cut: DataCut, *, sealed: bool) -> list[Result]:
    """Every time-to-event analysis of the plan, with its curves and each participant's time."""
    protocol = protocol_of_cut(cut)
    people = people_of(cut, protocol, sealed=sealed)
    source = cut_source(cut.name, cut.sha256, events_to=cut.events_to)
    return [
        plan.run(
            analysis,
            protocol=protocol,
            people=people,
            cut=cut.events_to,
            source=source,
            by_arm=sealed and analysis.by == "arm",
        )
        for analysis in protocol.analyses
        if isinstance(protocol.endpoint(analysis.endpoint), TimeToEvent) and not analysis.covariates
    ]


def protocol_of_cut(cut: DataCut) -> Protocol:
    """The newest of the versions that the cut was taken under."""
    known = cut.manifest["content"]["open"]["protocols"].values()
    version = cut.trial.versions.filter(sha256__in=known).order_by("-adopted_at", "-pk").first()
    return protocol_of(version or latest_version(cut.trial))
