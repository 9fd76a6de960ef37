"""From files to series, facts and eligibility; and everything that stops them on the way."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from casebook.actions import withdrawals
from casebook.actions.recompute import differences
from casebook.consent_policies import UseTakenBack
from casebook.models import Fact
from casebook.policies import ConsentMissing
from casebook.selectors.facts import facts_of
from inference.actions import series
from inference.actions.series import UnableToReceive, quarantine_of
from inference.domain.series_findings import Rule
from inference.ingest import limits, quarantine
from inference.models import Series, Upload
from inference.selectors.series import (
    first_complete_scan,
    lacking,
    manifest_of,
    scans_for,
)
from tests.factories import casebook, people, protocols
from tests.factories.casebook import instant, seeing
from tests.factories.imaging import MRI, SENT, liver_files, read_in, received, scanned, sent
from tests.factories.phantom import incoming, one_image, shipped, written, zip_of
from tests.unit.casebook.actions.test_withdrawals import withdraw
from trials.domain.partial_dates import PartialDate
from trials.domain.roles import Role
from trials.permissions import NotPermitted

pytestmark = pytest.mark.django_db
PHASES = ("non_contrast", "arterial", "portal_venous", "delayed")


def stored(row):
    with seeing(row.activation):
        return list(Series.objects.filter(participant=row).order_by("pk"))


def known(row):
    with seeing(row.activation):
        found = facts_of(row)
        return {name: found[name].value for name in ("mri_date", "mri_phases") if name in found}


def reasons(upload):
    return [[one["rule"] for one in judged["reasons"]] for judged in upload.judged]


def faults(upload):
    return [(one["file"], one["fault"]) for one in upload.faults]


def without_files(row):
    """Nothing of the participant lies in quarantine or in the store."""
    with seeing(row.activation):
        folders = Upload.objects.filter(participant=row).values_list("folder", flat=True)
        assert not any((quarantine_of(one).folder / "in").exists() for one in folders)
        assert not any((quarantine_of(one).folder / "images").exists() for one in folders)
    return not any(default_storage.exists(f"{one.folder}/manifest.json") for one in stored(row))


class TestAWholeScan:
    def test_every_phase_is_accepted_and_the_facts_are_handed_down(self, consented):
        upload = scanned(consented)
        assert (upload.state, upload.faults) == (Upload.State.TAKEN_IN, [])
        assert [(one.phase, one.verdict) for one in stored(consented)] == [
            (phase, "accepted") for phase in PHASES
        ]
        assert known(consented) == {"mri_date": PartialDate(2026, 1, 4), "mri_phases": PHASES}

    def test_the_facts_come_from_the_series_and_can_be_worked_out_again(self, consented):
        scanned(consented)
        with seeing(consented.activation):
            rows = Fact.objects.filter(participant=consented, source_kind="series").standing()
            assert {row.name for row in rows} == {"mri_date", "mri_phases"}
            assert {row.source_id for row in rows} == {str(stored(consented)[0].pk)}
            assert differences(consented) == []

    def test_a_zip_of_it_is_the_same(self, consented, tmp_path):
        files = written(tmp_path, code=consented.code)
        (tmp_path / "scan.zip").write_bytes(zip_of(files))
        sent(consented, incoming([tmp_path / "scan.zip"]))
        assert known(consented)["mri_phases"] == PHASES

    def test_files_are_kept_in_the_order_of_the_slices_under_their_content(self, consented):
        scanned(consented)
        one = stored(consented)[0]
        manifest = manifest_of(one)
        assert manifest["content_sha256"] == one.content_sha256
        names = [f"{one.folder}/{file['name']}" for file in manifest["files"]]
        assert len(names) == one.instance_count == 16
        assert all(default_storage.exists(name) for name in names)
        assert names[0] == f"series/{one.content_sha256}/000001.dcm"

    def test_nothing_stays_in_quarantine(self, consented):
        upload = scanned(consented)
        assert not quarantine_of(upload.folder).folder.exists()

    def test_a_prediction_finds_the_series_by_phase(self, consented):
        scanned(consented)
        with seeing(consented.activation):
            (scan,) = scans_for(consented)
            found = first_complete_scan(consented, scan)
            assert lacking(consented, scan) == []
        assert tuple(found) == PHASES
        assert all(one.phase == phase for phase, one in found.items())

    def test_no_name_of_a_file_and_no_description_reaches_the_database(self, consented):
        files = liver_files(consented, tags={"SeriesDescription": "arterial Zhang San"})
        (renamed,) = [type(files[0])(name="ZhangSan.dcm", pieces=files[0].pieces)]
        upload = sent(consented, [renamed, *files[1:]])
        with seeing(consented.activation):
            said = repr([upload.as_values(), *(one.as_values() for one in stored(consented))])
        assert "zhang" not in said.lower()


class TestInParts:
    def test_a_scan_is_whole_once_its_last_phase_has_come(self, consented):
        for phase in PHASES[:3]:
            sent(consented, liver_files(consented, only=phase))
            assert known(consented) == {}
        sent(consented, liver_files(consented, only="delayed"))
        assert known(consented)["mri_phases"] == PHASES

    def test_what_still_has_to_be_sent(self, consented):
        sent(consented, liver_files(consented, only="arterial"))
        with seeing(consented.activation):
            (scan,) = scans_for(consented)
            assert lacking(consented, scan) == ["non_contrast", "portal_venous", "delayed"]
            assert first_complete_scan(consented, scan) == {}

    def test_phases_of_two_scans_make_none(self, consented):
        sent(consented, liver_files(consented, only="arterial"))
        later = SENT.replace(day=6)
        for phase in ("non_contrast", "portal", "delayed"):
            sent(consented, liver_files(consented, only=phase, day=later, seed=2))
        assert known(consented) == {}

    def test_a_series_that_was_cut_short_may_come_again_whole(self, consented):
        whole = liver_files(consented, only="arterial")
        cut = sent(consented, [*whole[:5], *whole[6:]])
        assert reasons(cut) == [["gaps", "too_few"]]
        sent(consented, whole)
        (one,) = stored(consented)
        assert (one.verdict, one.version, one.instance_count) == ("accepted", 2, 16)

    def test_a_later_scan_adds_a_later_day(self, consented):
        scanned(consented)
        scanned(consented, day=SENT.replace(day=6), seed=2)
        assert known(consented)["mri_date"] == PartialDate(2026, 1, 6)
        with seeing(consented.activation):
            (scan,) = scans_for(consented)
            assert first_complete_scan(consented, scan)["arterial"].acquired_on.day == 4


class TestAgain:
    def test_the_same_content_twice_is_the_same_series(self, consented):
        scanned(consented)
        before = [(one.pk, one.version) for one in stored(consented)]
        again = scanned(consented)
        assert again.state == Upload.State.TAKEN_IN
        assert [one["again"] for one in again.judged] == [True] * 4
        assert [(one.pk, one.version) for one in stored(consented)] == before

    def test_also_under_other_identifiers(self, consented):
        scanned(consented)
        tags = {"StudyInstanceUID": "1.2.3.4", "SeriesDescription": "arterial again"}
        sent(consented, liver_files(consented, only="arterial", tags=tags))
        assert len(stored(consented)) == 4

    def test_the_same_series_with_other_content_is_refused(self, consented):
        scanned(consented)
        changed = liver_files(consented, only="arterial", tags={"RescaleSlope": 2})
        upload = sent(consented, changed)
        assert upload.state == Upload.State.REFUSED
        assert reasons(upload) == [["changed"]]
        assert len(stored(consented)) == 4

    def test_the_same_images_for_another_person_are_refused(self, consented):
        files = liver_files(consented, tags={"PatientName": "", "PatientID": ""})
        sent(consented, files)
        other = casebook.consented_participant(consented.activation)
        upload = sent(other, files)
        assert upload.state == Upload.State.REFUSED
        assert upload.judged[0]["reasons"] == [{"rule": "others", "code": consented.code}]
        assert stored(other) == []

    def test_taking_in_twice_changes_nothing(self, consented):
        upload = scanned(consented)
        by = casebook.member(consented.activation)
        with seeing(consented.activation, by=by):
            again = series.take_in(upload=upload, reading=None, by=by, at=instant(SENT))
        assert again.version == upload.version


class TestRefusedWhole:
    def test_one_bad_file_refuses_all_and_every_bad_file_is_listed(self, consented):
        bad = [shipped("image_dfl.dcm"), shipped("JPEG2000.dcm")]
        upload = sent(consented, [*liver_files(consented), *incoming(bad)])
        assert upload.state == Upload.State.REFUSED
        assert faults(upload) == [(65, "deflated"), (66, "compressed")]
        assert stored(consented) == []
        assert known(consented) == {}
        assert without_files(consented)

    def test_the_names_of_bad_files_stay_beside_them_for_a_day(self, consented):
        upload = sent(consented, incoming([shipped("image_dfl.dcm")]))
        assert quarantine_of(upload.folder).names() == {1: "image_dfl.dcm"}

    def test_a_name_in_one_file_refuses_all(self, consented, tmp_path):
        named = one_image(tmp_path, PatientName="Li^Hua", PatientID=consented.code)
        upload = sent(consented, [*liver_files(consented, only="delayed"), *incoming([named])])
        assert upload.state == Upload.State.REFUSED
        assert [] in reasons(upload)
        assert [rule for one in reasons(upload) for rule in one if rule == "identity"] == [
            "identity"
        ]
        assert stored(consented) == []
        assert without_files(consented)

    def test_the_scan_of_another_participant_is_told_from_one_not_deidentified(self, consented):
        other = casebook.consented_participant(consented.activation)
        upload = sent(consented, liver_files(other, only="arterial"))
        assert upload.state == Upload.State.REFUSED
        assert upload.judged[0]["reasons"] == [{"rule": "other_code", "code": other.code}]
        assert without_files(consented)

    @pytest.mark.parametrize(
        ("name", "found"),
        [
            ("CT_small.dcm", ["identity", "modality", "too_few", "phase_silent"]),
            ("MR_small.dcm", ["identity", "secondary", "too_few", "phase_silent"]),
        ],
    )
    def test_scans_of_real_scanners_that_are_no_liver_mri(self, consented, name, found):
        upload = sent(consented, incoming([shipped(name)]))
        assert upload.state == Upload.State.REFUSED
        assert reasons(upload) == [found]

    def test_files_that_are_gone(self, consented):
        upload = received(consented, liver_files(consented, only="arterial"))
        quarantine_of(upload.folder).remove()
        assert faults(read_in(upload)) == [(0, "gone")]


class TestNotAccepted:
    def test_such_a_series_is_stored_with_its_reasons_and_without_its_files(self, consented):
        upload = scanned(consented, only="arterial", spacing_mm=9.0)
        assert upload.state == Upload.State.TAKEN_IN
        (one,) = stored(consented)
        assert one.verdict == "rejected"
        assert [reason["rule"] for reason in one.reasons] == ["too_thick", "too_sparse"]
        assert not default_storage.exists(f"{one.folder}/manifest.json")

    def test_it_does_not_stand_in_the_way_of_the_others(self, consented):
        extra = liver_files(
            consented, only="arterial", seed=7,
            tags={"SeriesInstanceUID": "1.2.3", "SeriesDescription": "T2 haste"},
        )  # fmt: skip
        sent(consented, [*liver_files(consented), *extra])
        assert [one.verdict for one in stored(consented)].count("rejected") == 1
        assert known(consented)["mri_phases"] == PHASES

    def test_a_scan_without_one_phase_says_nothing(self, consented):
        scanned(consented, tags={"SeriesDescription": "t1", "ContrastBolusStartTime": "",
                                 "ContrastBolusAgent": ""})  # fmt: skip
        assert {one.verdict for one in stored(consented)} == {"rejected"}
        assert known(consented) == {}


class TestWhoAndWhen:
    def test_before_consent_nothing_is_received(self, site):
        row = casebook.participant(site)
        with pytest.raises(ConsentMissing):
            received(row, liver_files(row, only="arterial"))

    @pytest.mark.parametrize("role", [Role.MONITOR, Role.DATA_MANAGER, Role.READER])
    def test_who_does_not_treat_uploads_nothing(self, consented, role):
        by = casebook.member(consented.activation, role)
        with seeing(consented.activation, by=by), pytest.raises(NotPermitted):
            series.receive(participant=consented, scan=MRI, files=[], by=by, at=instant(SENT))

    def test_a_scan_after_death_is_a_mix_up(self, consented):
        casebook.known(consented, death=SENT.replace(day=2))
        upload = scanned(consented, only="arterial")
        assert upload.state == Upload.State.REFUSED
        assert reasons(upload) == [["after_death"]]
        assert stored(consented) == []

    def test_so_is_a_scan_after_the_participant_stopped(self, consented):
        withdraw(consented, withdrawal_date=casebook.CONSENTED)
        upload = scanned(consented, only="arterial", day=casebook.CONSENTED + timedelta(days=1))
        assert (upload.state, reasons(upload)) == (Upload.State.REFUSED, [["after_stop"]])

    @pytest.mark.parametrize(
        ("scan", "files", "said"),
        [("postoperative_ct", 1, "preoperative_mri"), (MRI, 0, "Choose the files")],
    )
    def test_what_cannot_be_received(self, consented, scan, files, said):
        with pytest.raises(UnableToReceive, match=said):
            received(consented, liver_files(consented, only="arterial")[:files], scan=scan)
        with seeing(consented.activation):
            assert not Upload.objects.exists()

    def test_a_trial_without_scans_takes_none(self):
        row = casebook.consented_participant(protocols.open_site("small-trial"))
        with pytest.raises(UnableToReceive, match="none"):
            received(row, [])

    def test_too_much_says_so_and_keeps_nothing(self, consented, monkeypatch):
        small = limits.Limits(files=2)
        monkeypatch.setattr(quarantine.Quarantine.__init__, "__kwdefaults__", {"limits": small})
        with pytest.raises(
            UnableToReceive, match=r"More than 2 files in one upload\. Upload the scan"
        ):
            received(consented, liver_files(consented, only="arterial"))


class TestTheTable:
    @pytest.fixture
    def one(self, consented):
        scanned(consented, only="arterial")
        return stored(consented)[0]

    @pytest.mark.parametrize(
        ("change", "rule"),
        [
            ({"verdict": "rejected"}, "series_rejected_for_reasons"),
            ({"reasons": [{"rule": "gaps"}]}, "series_rejected_for_reasons"),
            ({"phase": ""}, "series_rejected_for_reasons"),
            ({"acquired_on": None}, "series_rejected_for_reasons"),
            ({"content_sha256": "x"}, "series_hashes_are_sha256"),
        ],
    )
    def test_it_repeats_the_rules(self, one, change, rule):
        with (
            pytest.raises(IntegrityError, match=rule),
            seeing(one.activation),
            people.setting_up(),
            transaction.atomic(),
        ):
            Series.objects.filter(pk=one.pk).update(**change)

    def test_each_verdict_is_in_the_history(self, one):
        with seeing(one.activation):
            assert [event.verdict for event in one.events.all()] == ["accepted"]


def test_every_forbidding_rule_is_a_rule():
    from inference.domain.series_quality import FORBIDDING

    assert set(Rule) > FORBIDDING


def test_a_scan_that_waits_when_new_use_ends_is_not_taken_in(site, consented):
    waiting = received(consented, liver_files(consented))
    nurse = casebook.member(site)
    with seeing(site, by=nurse):
        withdrawals.record(
            participant=consented,
            scope="new_use",
            withdrawal_date=SENT,
            by=nurse,
            at=casebook.instant(SENT),
        )
    with pytest.raises(UseTakenBack, match=consented.code):
        read_in(waiting)
    with seeing(site):
        assert not Series.objects.exists()
