"""A cut beside the one before it."""

from analysis.domain.cut_changes import (
    CutChanges,
    corrections,
    new_rows,
    people_of,
    table_changes,
)
from analysis.models import DataCut
from analysis.selectors.cuts import read_table

EVENTS = "followup.adverseevent"
PEOPLE, FACTS = "casebook.participant", "casebook.fact"


def cut_before(cut: DataCut) -> DataCut | None:
    """The cut of the trial whose knowledge is the latest before this one's."""
    earlier = DataCut.objects.filter(trial=cut.trial, known_at__lt=cut.known_at)
    return earlier.order_by("-known_at", "-pk").first()


def tables_since(before: DataCut, after: DataCut) -> dict[str, tuple[int, int, bool]]:
    """Of the open parts, from the manifests: nothing is read."""
    one, other = (cut.manifest["content"]["open"]["tables"] for cut in (before, after))
    return table_changes(one, other)


def changes_between(before: DataCut, after: DataCut) -> CutChanges:
    """Of the open parts: what lies sealed is compared by nobody here."""
    old, new = people_of(read_table(before, PEOPLE)), people_of(read_table(after, PEOPLE))
    events = new_rows(rows_of(before, EVENTS), rows_of(after, EVENTS))
    return CutChanges(
        came=tuple(sorted(new[pk] for pk in new.keys() - old.keys())),
        left=tuple(sorted(old[pk] for pk in old.keys() - new.keys())),
        new_events=tuple(sorted(f"{new[row['participant_id']]} {row['term']}" for row in events)),
        corrected=tuple(corrections(read_table(before, FACTS), read_table(after, FACTS))),
        tables=tables_since(before, after),
    )


def rows_of(cut: DataCut, name: str) -> list[dict[str, object]]:
    """Empty where the cut was taken before such a table was kept."""
    known = cut.manifest["content"]["open"]["tables"]
    return read_table(cut, name) if name in known else []
