"""The analyses of a cut, computed from its frozen tables."""

from collections.abc import Sequence

from analysis.domain.curve_tables import cut_source
from analysis.domain.results import AnyResult, Basis, result_of
from analysis.domain.tables import Label
from analysis.models import DataCut
from analysis.selectors.cut_people import CutPerson, people_of
from analysis.selectors.cut_predictions import compared_in, scores_in
from analysis.selectors.cut_safety import adverse_events_of
from trials.domain.protocol.protocol import Protocol
from trials.selectors.protocols import latest_version
from trials.selectors.readings import read_by


def results_of(
    cut: DataCut,
    *,
    sealed: bool,
    protocol: Protocol | None = None,
    people: Sequence[CutPerson] | None = None,
) -> list[AnyResult]:
    """Every analysis of the plan that this reader may see, in the order of the protocol.
    `protocol`: the cut's, with its arms under letters, where a board reads it; `people`: those of
    the cut, where they were read already."""
    protocol = protocol or protocol_of_cut(cut)
    basis = Basis(
        protocol=protocol,
        people=people_of(cut, protocol, sealed=sealed) if people is None else people,
        events=adverse_events_of(cut),
        cut=cut.events_to,
        source=cut_source(cut.name, cut.sha256, events_to=cut.events_to),
        closed=sealed,
        compared=compared_in(cut, protocol) if sealed else {},
        sites=sites_of(cut),
        scores=scores_in(cut, protocol) if sealed else {},
    )
    found = (result_of(analysis, basis) for analysis in protocol.analyses)
    return [one for one in found if one is not None]


def sites_of(cut: DataCut) -> dict[int, Label]:
    """The codes of centers, in their order: names may change, and a report may not."""
    rows = cut.trial.activations.order_by("site__code").values_list("pk", "site__code")
    return dict(rows)


def protocol_of_cut(cut: DataCut) -> Protocol:
    """The newest of the versions that the cut was taken under, by the readings chosen then."""
    known = cut.manifest["content"]["open"]["protocols"].values()
    version = cut.trial.versions.filter(sha256__in=known).order_by("-adopted_at", "-pk").first()
    chosen = cut.manifest["content"]["open"].get("readings", {})
    return read_by(version or latest_version(cut.trial), chosen)
