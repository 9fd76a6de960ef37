import csv
import io
from collections import defaultdict
from dataclasses import replace

import pytest

from config.cohorts.loading import ARCHIVES, mapping_path
from followup.domain.cohort_guess import guess
from followup.domain.cohort_lines import Said, faults, read_codes, unused
from followup.domain.cohort_mapping import CohortMapping, texts
from followup.domain.cohort_table import corrected, lines
from tests.factories import archives
from tests.factories.shipped_protocols import shipped
from trials.domain.yaml_text import read_yaml

SLUGS = ("hcc-adj", "crlm")


def mapped(slug):
    return read_yaml(mapping_path(ARCHIVES[slug]).read_text("utf-8"))[0]


def parsed(data):
    return CohortMapping.model_validate(texts(data))


def as_shown(data, protocol):
    return {line.key: line.said for line in lines(data, protocol)}


def line_of(data, protocol, name):
    return next(line for line in lines(data, protocol) if line.name == name)


@pytest.fixture(scope="module")
def protocol():
    return shipped("hcc-adj")


@pytest.mark.parametrize("slug", SLUGS)
def test_table_saved_as_shown_changes_nothing(slug):
    data, protocol = mapped(slug), shipped(slug)
    again = corrected(data, as_shown(data, protocol), protocol)
    assert parsed(again) == parsed(data)


@pytest.mark.parametrize("slug", SLUGS)
def test_whole_mapping_can_be_said_in_the_table(slug):
    """Twice saved, since the second session of an agent gets its line after the first."""
    wanted, protocol = mapped(slug), shipped(slug)
    said = defaultdict(list)
    for line in lines(wanted, protocol):
        said[str(line.group), str(line.label)].append(line.said)
    header = next(csv.reader(io.StringIO(archives.text(slug, 1, ["WH"]))))
    data = guess(header, protocol, source=wanted["source"])
    for _saving in range(2):
        left = {names: iter(every) for names, every in said.items()}
        chosen = {
            line.key: next(left[str(line.group), str(line.label)], Said())
            for line in lines(data, protocol)
        }
        data = corrected(data, chosen, protocol)
    assert meant(parsed(data), protocol) == meant(parsed(wanted), protocol)


def meant(mapping, protocol):
    """In any order, and without the unit of what has only one."""
    said = mapping.model_dump()
    for form in said["forms"]:
        for name, leaf in form["items"].items():
            if len(protocol.form(form["form"]).item(name).units) == 1:
                leaf["unit"] = None
    return {
        **said,
        "forms": {one["form"]: one for one in said["forms"]},
        "courses": sorted(map(str, said["courses"])),
        "scans": sorted(map(str, said["scans"])),
    }


def test_person_moves_a_column_and_takes_one_away(protocol):
    data = mapped("hcc-adj")
    chosen = as_shown(data, protocol)
    chosen["sex"] = Said(column="gender", codes="1=male; 2=female")
    chosen[line_of(data, protocol, "pivka").key] = Said()
    mended = corrected(data, chosen, protocol)
    assert mended["sex"] == {"column": "gender", "codes": {"1": "male", "2": "female"}}
    items = next(one["items"] for one in mended["forms"] if one["form"] == "baseline_laboratory")
    assert "pivka" not in items
    assert items["bilirubin"]["unit"] == "mg/dL"


def test_course_without_a_column_for_its_day_is_none(protocol):
    data = mapped("hcc-adj")
    chosen = as_shown(data, protocol)
    for line in lines(data, protocol):
        if line.steps[:2] == ("courses", 0):
            chosen[line.key] = Said()
    assert len(corrected(data, chosen, protocol)["courses"]) == len(data["courses"]) - 1


def test_form_filled_in_at_two_visits_keeps_both(protocol):
    data = mapped("hcc-adj")
    form = data["forms"][0]
    data["forms"] = [{**form, "visit": "M03"}, {**form, "visit": "M06"}]
    again = corrected(data, as_shown(data, protocol), protocol)
    assert [one["visit"] for one in again["forms"]] == ["M03", "M06"]


def test_each_agent_may_be_blamed_for_an_adverse_event(protocol):
    data = mapped("hcc-adj")
    told = {name: {"column": name} for name in ("term", "grade", "onset")}
    blamed = {**told, "causality": {"tace": {"column": "by_tace"}}}
    data["adverse_events"] = [told, blamed]
    chosen = as_shown(data, protocol)
    chosen["adverse_events.0.causality.tki"] = Said(column="by_tki", codes="1=related")
    first, second = corrected(data, chosen, protocol)["adverse_events"]
    assert first["causality"] == {"tki": {"column": "by_tki", "codes": {"1": "related"}}}
    assert second == blamed


def test_days_counted_from_an_origin_stay_counted():
    data, protocol = mapped("crlm"), shipped("crlm")
    data["death"] = {"days": "time", "when": "status", "yes": "1"}
    chosen = as_shown(data, protocol)
    chosen["death"] = replace(chosen["death"], column="etime")
    assert corrected(data, chosen, protocol)["death"] == {**data["death"], "days": "etime"}


@pytest.mark.parametrize(
    ("name", "said", "told"),
    [
        ("age", Said(column="age", value="60"), "choose a column or one value for everybody"),
        ("bilirubin", Said(column="bili"), "choose the unit of the column"),
        ("sex", Said(column="sex", codes="F; M=male"), "write each code as F=female"),
    ],
)
def test_what_cannot_be_meant_is_told(protocol, name, said, told):
    line = line_of(mapped("hcc-adj"), protocol, name)
    [fault] = faults({line.key: said}, [line])
    assert told in str(fault)


def test_what_the_record_or_a_begun_event_lacks_is_named(protocol):
    data = mapped("hcc-adj")
    chosen = as_shown(data, protocol)
    assert list(faults(chosen, lines(data, protocol))) == []
    chosen["number"], chosen["adverse_events.0.onset"] = Said(), Said(column="onset")
    told = [str(one) for one in faults(chosen, lines(data, protocol))]
    assert told == [
        "The record, Number of the record: choose its column.",
        "Adverse event 1, Term of CTCAE v5.0: choose its column.",
        "Adverse event 1, Grade: choose its column.",
    ]


def test_columns_that_nothing_is_taken_from_are_listed():
    header = next(csv.reader(io.StringIO(archives.text("crlm", 1, ["WH"]))))
    assert unused([*header, "blood group", ""], mapped("crlm")) == ["blood group"]


def test_codes_are_read_with_full_width_signs_too():
    assert read_codes("F=female；M = male;") == {"F": "female", "M": "male"}
