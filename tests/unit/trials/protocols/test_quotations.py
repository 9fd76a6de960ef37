"""What a protocol file says the source prints, the source prints."""

from pathlib import Path

import pytest

from tests.factories.shipped_protocols import shipped
from tests.unit.trials.protocols.quotations import places
from trials.domain.protocol.diff import plain

REPOSITORY = Path(__file__).parents[4]
SOURCES = REPOSITORY.parent / "shared" / "protocol-sources"
SOURCE_OF = {"hcc-neo": "001_3bd875a38a280119.txt"}

# Headings, and sentences of the registry about itself: nothing a trial could be run by.
NOT_QUOTED = """
Study Overview
Study Type
Enrollment (Estimated)
Phase
Contacts and Locations
This section provides the contact details for those conducting the study, and information on
Study Contact
Study Locations
• Hubei
Participation Criteria
Researchers look for people who fit a certain description, called eligibility criteria.
Eligibility Criteria
Ages Eligible for Study
Accepts Healthy Volunteers
No
Description
Inclusion Criteria:
Exclusion Criteria:
Study Plan
This section provides details of the study plan, including how the study is designed and what
How is the study designed?
Design Details
Arms and Interventions
Participant Group / Arm
Intervention / Treatment
Experimental: Multimodal AI-guided Neoadjuvant Therapy + Surgery
Active Comparator: Surgery Alone (High-Risk)
What is the study measuring?
Primary Outcome Measures
Outcome Measure
Measure Description
Time Frame
2-year Recurrence-free Survival (RFS) Rate
Secondary Outcome Measures
Incidence of Grade 3 or Higher Treatment-Related Adverse Events (TRAEs)
Overall Survival (OS)
Collaborators and Investigators
This is where you will find people and organizations involved with this study.
Sponsor
Study record dates
These dates track the progress of study record and summary results submissions to
Study Major Dates
Study Start (Actual)
Primary Completion (Estimated)
Study Completion (Estimated)
Study Registration Dates
First Submitted
First Submitted That Met QC Criteria
First Posted (Estimated)
Study Record Updates
Last Update Posted (Actual)
Last Update Submitted That Met QC Criteria
Last Verified
More Information
Terms related to this study
Plan for Individual participant data (IPD)
Plan to Share Individual Participant Data (IPD)?
Drug and device information, study documents
This information was retrieved directly from the website clinicaltrials.gov without any changes.
Clinical Trials on Hepotacellular Carcinoma
Clinical Trials on Neoadjuvant HAIC + Lenvatinib + PD-1 Inhibitor
Subscribe
""".strip().splitlines()


def source_lines(slug: str) -> list[str]:
    file = SOURCES / SOURCE_OF[slug]
    if not file.exists():
        pytest.skip(f"the source text {file.name} is not on this machine: quotations not compared")
    return file.read_text(encoding="utf-8").splitlines()


def quoted(slug: str) -> dict[str, str]:
    return places(plain(shipped(slug)))


@pytest.mark.parametrize("slug", SOURCE_OF)
def test_each_quotation_stands_in_one_line_of_the_source(slug):
    lines = source_lines(slug)
    invented = [
        f"{place}: {words}"
        for place, words in quoted(slug).items()
        if not any(words in line for line in lines)
    ]
    assert invented == []


@pytest.mark.parametrize("slug", SOURCE_OF)
def test_each_line_of_the_source_is_quoted_or_a_heading(slug):
    words = set(quoted(slug).values())
    unquoted = [
        line.strip()
        for line in source_lines(slug)
        if line.strip() and not any(one in line for one in words)
    ]
    left = [line for line in unquoted if not any(line.startswith(one) for one in NOT_QUOTED)]
    assert left == []


def test_hcc_neo_quotes_a_source_for_every_atom_and_endpoint():
    protocol = shipped("hcc-neo")
    assert all(criterion.printed for criterion in protocol.criteria)
    assert all(endpoint.printed and endpoint.printed_text for endpoint in protocol.endpoints)


def test_quotations_are_found_wherever_they_stand():
    tree = {
        "criteria": [{"id": "I1a", "printed": "aged 18-75"}, {"id": "I1b", "printed": None}],
        "ambiguities": [{"id": "month", "printed": ["one", "two"]}],
        "endpoints": [{"id": "os", "printed": True, "printed_text": "three"}],
    }
    assert places(tree) == {
        "criteria[I1a].printed": "aged 18-75",
        "ambiguities[month].printed[0]": "one",
        "ambiguities[month].printed[1]": "two",
        "endpoints[os].printed_text": "three",
    }
