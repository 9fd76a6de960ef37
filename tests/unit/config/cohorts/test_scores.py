"""The demonstration's archive gets scores, as a file from another place would bring them."""

from casebook.models import Participant
from config.cohorts.scores import WHO, hand_in_scores
from inference.actions.sealing import open_sealed
from inference.models import Commitment, ScoreFile
from inference.selectors.sealed import revealed_to
from tests.factories import people
from tests.factories import score_files as made
from tests.factories.casebook import seeing


def test_most_of_the_archive_gets_a_score_once(db):
    here = made.archive(rows=12)
    assert hand_in_scores(at=people.NOW) is None
    made.release(here)
    kept = hand_in_scores(at=people.NOW)
    assert (kept.computed_by, kept.handed_in_at) == (WHO, people.NOW)
    assert hand_in_scores(at=people.NOW) is None
    with seeing(here):
        assert Commitment.objects.count() == kept.rows >= 9
        sealed = [one for row in Participant.objects.all() for one in revealed_to(row)]
        scores = {open_sealed(one)["metastasis_risk"] for one in sealed}
    assert all(0 < score < 1 for score in scores)
    assert len(scores) > 6
    assert ScoreFile.objects.count() == 1
