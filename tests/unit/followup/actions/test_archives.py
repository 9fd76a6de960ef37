"""The two retrospective cohorts enter: many forms, real dates, several sites."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from audit.patience import LONG
from casebook.actions.identities import PossibleDuplicate
from casebook.actions.recompute import differences
from casebook.domain.identity import Person
from casebook.models import Consent, Fact, FormRecord, IdentityMark, Participant
from casebook.selectors.facts import facts_of
from enrollment.models import Allocation, Enrollment, EnrollmentCap
from enrollment.selectors import screening
from followup.actions import cohorts
from followup.actions.cohort_checks import UnableToImport
from followup.models import (
    CohortImport,
    Surgery,
    TreatmentCourse,
    TumorAssessment,
    VitalStatus,
)
from followup.selectors import worklist
from tests.factories import adjuvant, archives, casebook, people
from trials.domain.partial_dates import PartialDate
from trials.domain.values import Absent, Known

pytestmark = pytest.mark.django_db


def take_in(places, content, **options):
    slug = places[0].trial.slug
    with archives.abstracting(places) as person:
        return cohorts.import_cohort(
            places=places,
            file=archives.file(slug, content),
            by=person,
            at=people.NOW,
            **options,
        )


def refused(places, content, **options) -> UnableToImport:
    with pytest.raises(UnableToImport) as refusal:
        take_in(places, content, **options)
    with casebook.seeing(*places):
        assert not Participant.objects.exists()
    return refusal.value


def told(refusal: UnableToImport) -> set[tuple[int, str]]:
    return {(one.row, one.column) for one in refusal.problems}


def value(row: Participant, name: str) -> object:
    fact = facts_of(row).get(name)
    return fact.value if isinstance(fact, Known) else None


@pytest.fixture
def colon():
    return archives.sites("crlm", "WH", "YC")


@pytest.fixture
def liver():
    return archives.sites("hcc-adj", "WH", "YC")


class TestWholeCohorts:
    def test_crlm_enters_with_every_form_and_operation(self, colon):
        done = take_in(colon, archives.text("crlm", 60, ["WH", "YC"]))
        assert [(one.activation.site.code, one.imported, one.held) for one in done] == [
            ("WH", 30, []),
            ("YC", 30, []),
        ]
        with casebook.seeing(*colon):
            for model in (Participant, Consent, Enrollment, Surgery, VitalStatus):
                assert model.objects.count() == 60, model
            assert Counter(FormRecord.objects.values_list("form_id", flat=True)) == dict.fromkeys(
                (
                    "screening_record",
                    "preoperative_ct",
                    "preoperative_laboratory",
                    "pathology",
                    "treatment",
                    "model_part",
                    "outcome",
                ),
                60,
            )
            assert not TumorAssessment.objects.exists()
            assert not Allocation.objects.exists()

    def test_hcc_adj_enters_with_courses_and_scans(self, liver):
        take_in(liver, archives.text("hcc-adj", 60, ["WH", "YC"]))
        with casebook.seeing(*liver):
            for model in (Participant, Consent, Enrollment, VitalStatus):
                assert model.objects.count() == 60, model
            assert FormRecord.objects.count() == 360
            # The hepatectomy stands in the screening form, as the protocol asks.
            assert not Surgery.objects.exists()
            agents = set(TreatmentCourse.objects.values_list("agent", flat=True))
            assert agents == {"tace", "tki", "immunotherapy"}
            assert set(TumorAssessment.objects.values_list("finding", flat=True)) == {
                "none",
                "recurrence",
            }

    @pytest.mark.parametrize("slug", ["crlm", "hcc-adj"])
    def test_facts_are_those_that_the_records_would_say(self, slug):
        places = archives.sites(slug, "WH")
        take_in(places, archives.text(slug, 25, ["WH"]))
        with casebook.seeing(*places):
            for row in Participant.objects.all():
                assert differences(row) == [], row

    def test_consent_is_the_waiver_of_the_part(self, liver):
        take_in(liver, archives.text("hcc-adj", 2, ["WH", "YC"]))
        with casebook.seeing(*liver):
            assert set(Consent.objects.values_list("basis", flat=True)) == {"waiver"}
            row = Participant.objects.first()
            assert isinstance(facts_of(row)["consent_date"], Absent)
            assert value(row, "part") == "retrospective"
            assert value(row, "sex") == row.sex

    def test_forms_stand_at_the_visit_that_asks_for_them(self, liver):
        take_in(liver, archives.text("hcc-adj", 1, ["WH"]))
        with casebook.seeing(*liver):
            visits = dict(FormRecord.objects.values_list("form_id", "visit"))
        assert visits["screening_clinical"] == "SCR"
        assert visits["baseline_laboratory"] == "BL"
        assert visits["follow_up_completeness"] == "M36"

    def test_dates_keep_what_the_file_knows_of_them(self, colon):
        content = archives.spoiled(
            archives.text("crlm", 1, ["WH"]),
            2,
            liver_met="1",
            liver_met_date="2022-03",
            liver_met_by="CT",
            liver_met_count="one",
            last_clear_liver="",
            death_date="2023-04",
            last_contact="2023-03-01",
            cause="cancer",
        )
        take_in(colon, content)
        with casebook.seeing(*colon):
            row = Participant.objects.get()
            assert value(row, "liver_metastasis") == PartialDate(2022, 3)
            assert value(row, "death") == PartialDate(2023, 4)
            assert VitalStatus.objects.get().cause_of_death == "colorectal cancer"

    def test_units_are_converted_and_the_entry_is_kept(self, liver):
        content = archives.spoiled(archives.text("hcc-adj", 1, ["WH"]), 2, bilirubin_mg_dl="1.00")
        take_in(liver, content)
        with casebook.seeing(*liver):
            row = Participant.objects.get()
            answer = FormRecord.objects.get(form_id="baseline_laboratory").data["bilirubin"]
            assert value(row, "bilirubin").quantize(Decimal("0.1")) == Decimal("17.1")
        assert (answer["entered"], answer["entered_unit"]) == ("1.00", "mg/dL")

    def test_first_adjuvant_treatments_are_facts(self, liver):
        content = archives.spoiled(
            archives.text("hcc-adj", 1, ["WH"]),
            2,
            surgery_date="2018-05-02",
            tace_1="2018-06-11",
            tki="Lenvatinib",
            tki_start="2018-08-20",
            tki_stop="",
            recurrence="2018-08-20",
            recurrence_by="CT",
            recurrence_in="IN",
            last_clear_scan="",
            last_clear_by="",
            last_contact="2019-08-20",
            death_date="",
            cause="",
        )
        content = archives.spoiled(content, 2, **harmless(content))
        take_in(liver, content)
        with casebook.seeing(*liver):
            row = Participant.objects.get()
            assert value(row, "first_tace") == PartialDate(2018, 6, 11)
            # Begun on the day of recurrence: not adjuvant any more.
            assert value(row, "first_systemic") is None
            assert differences(row) == []


def harmless(content: str) -> dict[str, str]:
    """Dates around the operation that fit another day of operation."""
    return {
        "report_date": "2018-05-10",
        "img_date": "2018-04-20",
        "lab_date": "2018-04-28",
        "prior_therapy": "0",
        "prior_kind": "",
        "prior_year": "",
        "tace_2": "",
        "pd1": "",
        "pd1_start": "",
        "pd1_stop": "",
    }


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("cells", "column", "why"),
        [
            ({"surgery_date": "2018-02-30"}, "surgery_date", "There is no"),
            ({"surgery_date": "2018-02"}, "surgery_date", "not exact enough"),
            ({"surgery_date": ""}, "surgery_date", "no date here"),
            ({"last_contact": "2031-01-01"}, "last_contact", "lies in the future"),
            ({"last_contact": ""}, "last_contact", "no date here"),
            ({"last_contact": "2014-01-01"}, "last_contact", "before the operation"),
            ({"death_date": "2014"}, "death_date", "A year alone"),
            ({"death_date": "2014-05"}, "death_date", "before the operation"),
            ({"margin": "R9"}, "margin", "none of: R0, R1"),
            ({"tumor_site": "XX"}, "tumor_site", "not one of the answers"),
            ({"pt": ""}, "pt", "is not answered"),
            ({"nodes": "2", "nodes_positive": "9", "pn": "N2b"}, "nodes_positive", "than were"),
            ({"cea": "n/a"}, "cea", "not a number"),
            ({"cea": "999999"}, "cea", "impossible"),
            ({"ct_date": "2024-12-31"}, "ct_date", "later than the resection"),
            ({"age": "76"}, "age", "I1b is not met"),
            ({"m": "M1"}, "pt, pn, m", "I2b is not met"),
            ({"sex": "X"}, "sex", "none of: F, M"),
            ({"center": "ZZ"}, "center", "none of: WH, YC"),
            ({"record": "12345678"}, "record", "too large"),
            ({"name": " "}, "name", "in the trial already"),
        ],
    )
    def test_fault_is_told_by_row_column_and_rule(self, colon, cells, column, why):
        content = archives.spoiled(archives.text("crlm", 3, ["WH"]), 3, **cells)
        refusal = refused(colon, content)
        found = [one for one in refusal.problems if why in str(one.message)]
        assert found, [str(one) for one in refusal.problems]
        assert {one.row for one in refusal.problems} == {3}
        assert found[0].column == column

    @pytest.mark.parametrize(
        ("cells", "column", "why"),
        [
            ({"tki_stop": "2001-01-01"}, "tki_stop", "ends before it begins"),
            ({"tki": ""}, "tki", "Name the product"),
            ({"tace_2": "2018-06-11"}, "tace_2", "some of these days already"),
            ({"recurrence_in": "??"}, "recurrence_in", "none of: IN, EX, BO"),
            ({"last_clear_scan": "2018-05-01"}, "last_clear_scan", "before the operation"),
            ({"last_contact": "2018-09-01"}, "last_contact", "before the recurrence"),
            ({"death_date": "2018-06-30"}, "tki_start", "after the death"),
            ({"followed_missing": "what"}, "followed_missing", "not asked here"),
        ],
    )
    def test_treatment_and_scans_are_checked_as_on_the_page(self, liver, cells, column, why):
        content = archives.text("hcc-adj", 1, ["WH"])
        story = {
            "surgery_date": "2018-05-02",
            "tace_1": "2018-06-11",
            "tki": "Lenvatinib",
            "tki_start": "2018-07-20",
            "tki_stop": "2018-12-20",
            "last_clear_scan": "2018-08-02",
            "last_clear_by": "CT",
            "recurrence": "2019-08-20",
            "recurrence_by": "CT",
            "recurrence_in": "IN",
            "last_contact": "2020-08-20",
            "death_date": "",
            "cause": "",
            "followed": "full",
            "followed_missing": "",
        }
        content = archives.spoiled(content, 2, **{**harmless(content), **story, **cells})
        refusal = refused(liver, content)
        assert any(one.column == column and why in str(one.message) for one in refusal.problems), [
            str(one) for one in refusal.problems
        ]

    def test_wrong_header_is_told_before_any_row(self, colon):
        content = archives.text("crlm", 3, ["WH"]).replace("surgery_date", "operated", 1)
        refusal = refused(colon, content)
        assert told(refusal) == {(1, "surgery_date")}

    def test_three_in_a_hundred_bad_rows_refuse_all_and_are_all_told(self, colon):
        content = archives.text("crlm", 100, ["WH", "YC"])
        for row in (11, 48, 97):
            content = archives.spoiled(content, row, pt="T9")
        assert told(refused(colon, content)) == {(11, "pt"), (48, "pt"), (97, "pt")}

    def test_good_rows_enter_when_told_and_bad_ones_are_listed_at_their_site(self, colon):
        content = archives.text("crlm", 6, ["WH", "YC"])
        content = archives.spoiled(content, 3, pt="T9")
        wuhan, yichang = take_in(colon, content, hold_bad_rows=True)
        assert (wuhan.imported, wuhan.held) == (3, [])
        assert yichang.imported == 2
        assert [line.split(":")[0] for line in yichang.held] == ["row 3, column pt"]

    def test_trial_that_asks_for_consent_takes_no_file(self):
        places = archives.sites("hcc-neo", "WH")
        with archives.abstracting(places) as person, pytest.raises(UnableToImport) as refusal:
            cohorts.import_cohort(
                places=places,
                file=archives.file(
                    "crlm", archives.text("crlm", 1, ["WH"]), **{"trial: crlm": "trial: hcc-neo"}
                ),
                by=person,
                at=people.NOW,
            )
        assert "asks each participant for consent" in str(refusal.value)

    def test_prospective_part_takes_no_file(self, liver):
        file = archives.file(
            "hcc-adj",
            archives.text("hcc-adj", 1, ["WH"]),
            **{"part: retrospective": "part: prospective"},
        )
        with archives.abstracting(liver) as person, pytest.raises(UnableToImport) as refusal:
            cohorts.import_cohort(places=liver, file=file, by=person, at=people.NOW)
        assert "takes records into: retrospective" in str(refusal.value)
        assert "asks each participant for consent" in str(refusal.value)


class TestNobodyTwice:
    def test_number_twice_at_one_site(self, colon):
        content = archives.spoiled(archives.text("crlm", 3, ["WH"]), 4, record="1")
        assert told(refused(colon, content)) == {(4, "record")}

    def test_one_person_in_two_rows_of_two_sites(self, colon):
        content = archives.text("crlm", 2, ["WH", "YC"])
        first = content.splitlines()[1].split(",")
        # Hospitals write a name alike up to spaces and full-width signs.
        content = archives.spoiled(
            content, 3, name=first[2].replace(" ", "\u3000"), birth_date=first[3]
        )
        refusal = refused(colon, content)
        assert told(refusal) == {(3, "name, birth_date")}
        assert "This is the person of row 2" in str(refusal.problems[0])

    def test_one_person_in_the_files_of_two_sites(self, colon):
        content = archives.text("crlm", 1, ["WH"])
        take_in(colon[:1], content)
        with archives.abstracting(colon[1:]) as person, pytest.raises(UnableToImport) as refusal:
            cohorts.import_cohort(
                places=colon[1:],
                file=archives.file("crlm", content.replace("\nWH,", "\nYC,")),
                by=person,
                at=people.NOW,
            )
        assert "in the trial already" in str(refusal.value.problems[0].message)

    def test_whoever_the_model_learned_from_is_noticed_at_consent(self, liver):
        content = archives.text("hcc-adj", 1, ["WH"])
        cells = dict(zip(*(line.split(",") for line in content.splitlines()), strict=True))
        take_in(liver, content)
        row = casebook.participant(liver[1])
        known = Person(name=cells["name"], birth_date=date.fromisoformat(cells["birth_date"]))
        with pytest.raises(PossibleDuplicate):
            casebook.consent(row, person=known, scopes=adjuvant.SCOPES)

    def test_neither_name_nor_birth_date_is_stored(self, liver):
        content = archives.text("hcc-adj", 1, ["WH"])
        take_in(liver, content)
        with casebook.seeing(*liver):
            assert IdentityMark.objects.count() == 1
            assert not hasattr(Participant.objects.get(), "identity")
            stored = str(list(FormRecord.objects.values_list("data", flat=True)))
        assert "合成病例" not in stored

    def test_same_file_twice_changes_nothing(self, liver):
        content = archives.text("hcc-adj", 4, ["WH", "YC"])
        first = take_in(liver, content)
        second = take_in(liver, content)
        assert [one.pk for one in first] == [one.pk for one in second]
        with casebook.seeing(*liver):
            assert Participant.objects.count() == 4
            assert CohortImport.objects.count() == 2


def test_reading_a_long_file_is_not_cut_off(colon):
    """A session that waits is otherwise ended after a minute."""
    take_in(colon, archives.text("crlm", 1, ["WH"]))
    with connection.cursor() as cursor:
        cursor.execute("SHOW idle_in_transaction_session_timeout")
        assert cursor.fetchone() == (LONG,)


class TestPartsAreNeverCountedTogether:
    @pytest.fixture
    def both(self, liver):
        """One person screened, three from the archive, at the same site."""
        place = liver[0]
        screened = casebook.participant(place)
        take_in([place], archives.text("hcc-adj", 3, ["WH"]))
        return place, screened

    def test_each_part_counts_its_own(self, both):
        place, _screened = both
        with casebook.seeing(place):
            parts = Fact.objects.filter(name="part").standing().values_list("value", flat=True)
            assert Counter(parts) == {"retrospective": 3, "prospective": 1}

    def test_archived_records_are_in_no_screening_log(self, both):
        place, screened = both
        with casebook.seeing(place):
            assert list(screening.screened_in(place.trial, [place.pk])) == [screened]
            assert screening.counts_by_site(place.trial, [place.pk]) == [("WH", 1)]

    def test_archived_records_take_no_screening_number_and_no_place_under_the_cap(self, both):
        place, _screened = both
        assert casebook.participant(place).number == 2
        with casebook.seeing(place):
            archived = Participant.objects.filter(origin="retrospective")
            assert list(archived.values_list("number", flat=True)) == [100_001, 100_002, 100_003]
            assert not EnrollmentCap.objects.filter(trial=place.trial, enrolled__gt=0).exists()

    def test_archived_records_give_nobody_a_visit_to_do(self, both):
        place, _screened = both
        with casebook.seeing(place):
            tasks = worklist.worklist(
                place.trial,
                activations=[place.pk],
                user=casebook.member(place),
                now=people.NOW,
            )
            codes = {task.participant for task in tasks}
            archived = Participant.objects.filter(origin="retrospective")
            assert not codes & set(archived.values_list("code", flat=True))

    def test_what_is_begun_about_an_archived_record_is_on_the_list(self, both):
        place, _screened = both
        with casebook.seeing(place):
            row = Participant.objects.filter(origin="retrospective").first()
            with people.acting(by=people.SETUP, action="tests.begin"):
                FormRecord.objects.filter(participant=row, form_id="baseline_laboratory").update(
                    status="incomplete"
                )
            tasks = worklist.worklist(
                place.trial,
                activations=[place.pk],
                user=casebook.member(place),
                now=people.NOW,
            )
        assert [
            (task.participant, task.kind) for task in tasks if task.participant == row.code
        ] == [(row.code, "unfinished")]
