"""What stays when the database fails in the middle; commits are real here."""

import pytest
from django.db import IntegrityError

from casebook.selectors.facts import facts_of
from inference.models import Prediction
from tests.databases import SUPERUSER, signed_in
from tests.factories import casebook, protocols
from tests.factories.casebook import seeing
from tests.factories.enrollment import prediction, release_for


def test_without_its_fact_no_run_is_kept(committed_db):
    row = casebook.consented_participant(protocols.open_site())
    release_for(row.activation.trial)
    with signed_in(SUPERUSER, committed_db, autocommit=True) as cursor:
        cursor.execute("ALTER TABLE casebook_fact ADD CHECK (name <> 'pre_score')")
    with pytest.raises(IntegrityError):
        prediction(row)
    with seeing(row.activation):
        assert not Prediction.objects.exists()
        assert "pre_score" not in facts_of(row)
