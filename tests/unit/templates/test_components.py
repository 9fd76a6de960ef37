import re

import pytest
from django.core.paginator import Paginator
from django.test import RequestFactory

from tests.unit.templates.pages import TEMPLATES, draw

COMPONENTS = sorted(path.stem for path in (TEMPLATES / "cotton").glob("*.html"))
NAMES = re.compile(r":?([a-z_]+)=")


def source_of(component: str) -> str:
    return (TEMPLATES / "cotton" / f"{component}.html").read_text()


def tag_of(component: str) -> str:
    return f"<c-{component.replace('_', '-')}"


@pytest.mark.parametrize("component", COMPONENTS)
def test_component_begins_with_its_contract(component):
    assert source_of(component).startswith("{% comment %}")


ATTRIBUTES = {
    name
    for component in COMPONENTS
    for name in NAMES.findall(re.search(r"<c-vars(.*?)/>", source_of(component), re.S)[1])
}


@pytest.mark.parametrize("component", COMPONENTS)
def test_nothing_of_the_page_leaks_into_a_component(component):
    page = {name: f"leak of {name}" for name in ATTRIBUTES}
    assert "leak of" not in str(draw(f"{tag_of(component)} />", **page))


def test_every_component_is_used_in_the_gallery_or_by_another():
    pages = [TEMPLATES / "gallery.html", *(TEMPLATES / "gallery").glob("*.html")]
    used = "".join(path.read_text() for path in [*pages, *(TEMPLATES / "cotton").glob("*.html")])
    unused = [name for name in COMPONENTS if not re.search(rf"{tag_of(name)}[\s>/]", used)]
    assert unused == []


def test_status_says_its_word_and_draws_its_shape():
    page = draw('<c-status-tag tone="overdue">12 days over</c-status-tag>')
    assert page.one(class_="tag-overdue").text == "12 days over"
    assert page.one("use").attrs["href"].endswith("#mark-overdue")
    assert page.one("svg").attrs["aria-hidden"] == "true"


def test_compact_status_keeps_its_word_for_screen_readers():
    page = draw('<c-status-tag compact tone="done">complete</c-status-tag>')
    assert page.one(class_="visually-hidden").text == "complete"
    assert page.one(class_="tag").attrs["title"] == "complete"


def test_button_is_a_link_when_it_leads_somewhere():
    assert draw('<c-button href="/x">Go</c-button>').one("a").attrs["href"] == "/x"
    page = draw('<c-button kind="primary" name="act" value="sign">Sign</c-button>')
    button = page.one("button")
    assert (button.attrs["type"], button.attrs["name"]) == ("submit", "act")


def test_button_says_why_it_cannot_be_pressed():
    page = draw('<c-button disabled_because="one criterion is open">Sign</c-button>')
    assert page.one("button").attrs["aria-disabled"] == "true"
    assert page.one("button").attrs["type"] == "button"
    assert "one criterion is open" in page.text


def test_banner_shows_only_what_it_is_given():
    page = draw('<c-banner code="HCC-0132-K" site="Wuhan" />')
    assert page.text == "HCC-0132-K Site Wuhan"
    assert "Arm" in draw('<c-banner code="HCC-0132-K" arm="A" />').text


def test_panel_alert_strip_and_empty_state():
    page = draw(
        '<c-panel heading="Labs" level="3"><c-alert tone="due" heading="Closes">Friday</c-alert>'
        '</c-panel><c-strip>Live</c-strip><c-empty-state heading="None">Screen one'
        '<c-slot name="actions"><a href="/s">Screen</a></c-slot></c-empty-state>'
    )
    assert page.one("h3").text == "Labs"
    assert page.one(class_="alert-due").text == "Closes Friday"
    assert page.one(role="note").text == "Live"
    assert page.one(class_="empty").text == "None Screen one Screen"


def test_table_has_a_caption_scoped_heads_and_aligned_numbers():
    page = draw(
        '<c-table caption="Labs" :columns="columns" :rows="rows" />',
        columns=[{"label": "Test"}, {"label": "Value", "numeric": True}],
        rows=[("INR", "1.02"), ("Albumin", "41")],
    )
    assert page.one("caption").text == "Labs"
    assert [head.text for head in page.all("th", scope="col")] == ["Test", "Value"]
    assert [head.text for head in page.all("th", scope="row")] == ["INR", "Albumin"]
    assert [cell.text for cell in page.all("td", class_="number")] == ["1.02", "41"]


def test_wide_table_can_be_scrolled_by_keyboard():
    page = draw('<c-table caption="Grid" wide><tbody></tbody></c-table>')
    region = page.one(role="group")
    assert region.attrs["tabindex"] == "0"
    assert region.attrs["aria-label"] == "Grid"
    assert "data-cards" not in page.one("table").attrs


LANES = [
    {
        "label": "Treatment",
        "marks": [
            {"at": 12.5, "width": 9.0, "label": "HAIC", "when": "2026-02", "tone": "neutral"},
            {"at": 40, "width": 0, "label": "Surgery", "when": "2026-05-06", "tone": "accent"},
        ],
    }
]


def test_timeline_draws_marks_and_says_them_again_in_a_table():
    page = draw(
        '<c-timeline :lanes="lanes" :ticks="ticks" label="Course" />',
        lanes=LANES,
        ticks=[{"at": 0, "label": "2026-01"}],
    )
    assert page.one("svg", role="img").attrs["aria-label"] == "Course"
    bar = page.one("rect")
    assert (bar.attrs["x"], bar.attrs["width"]) == ("12.5%", "9.0%")
    assert page.one("svg", class_="point").attrs["x"] == "40%"
    rows = [row.text for row in page.one("tbody").all("tr")]
    assert rows == ["2026-02 HAIC Treatment", "2026-05-06 Surgery Treatment"]


def test_worklist_row_names_its_participant_on_the_button():
    page = draw(
        '<c-worklist label="Work"><c-worklist-row code="HCC-0132-K" href="/v" what="Visit M06" '
        'left="3 days over" tone="overdue" due="2026-08-03" action="Open visit" /></c-worklist>'
    )
    assert page.one("ol").attrs["aria-label"] == "Work"
    assert page.one("a", class_="button").text == "Open visit , HCC-0132-K"
    assert page.one("time").attrs["datetime"] == "2026-08-03"
    assert "3 days over" in page.text


def test_filter_is_on_or_off():
    page = draw(
        '<c-filters label="Show"><c-filter label="Overdue" count="3" href="?a" on />'
        '<c-filter label="Due" count="0" href="?b" /></c-filters>'
    )
    on, off = page.all("a")
    assert "aria-current" in on.attrs
    assert "aria-current" not in off.attrs
    assert off.text == "0 Due"


CRITERION_WORDS = [
    ("inclusion", "met", "Met", "done"),
    ("inclusion", "not_met", "Not met", "overdue"),
    ("inclusion", "cannot_tell", "Cannot tell yet", "unknown"),
    ("exclusion", "met", "Does not apply", "done"),
    ("exclusion", "not_met", "Excludes", "overdue"),
    ("exclusion", "cannot_tell", "Cannot tell yet", "unknown"),
]


@pytest.mark.parametrize(("kind", "finding", "word", "tone"), CRITERION_WORDS)
def test_criterion_says_its_finding(kind, finding, word, tone):
    page = draw(
        '<table><tbody><c-criterion-row code="EXC-01" text="T" :kind="kind" :finding="finding" />'
        "</tbody></table>",
        kind=kind,
        finding=finding,
    )
    assert page.one(class_=f"tag-{tone}").text == word


def test_criterion_shows_value_source_and_what_is_missing():
    page = draw(
        '<table><tbody><c-criterion-row code="INC-05" text="Child-Pugh A" value="6" '
        'date="2026-01-12" source="Liver function" href="/f" missing="INR" missing_href="/m" '
        'printed="class A" /></tbody></table>'
    )
    assert "6 2026-01-12 · Liver function" in page.text
    assert [link.attrs["href"] for link in page.all("a")] == ["/f", "/m"]
    assert page.one("blockquote").text == "class A"


def test_criterion_not_knowable_yet_says_when():
    page = draw(
        '<table><tbody><c-criterion-row code="EXC-01" later="known after surgery" />'
        "</tbody></table>"
    )
    assert page.one(class_="tag").text == "known after surgery"


@pytest.mark.parametrize(
    ("state", "polls", "word"),
    [
        ("waiting", True, "Waiting its turn"),
        ("running", True, "Running"),
        ("done", False, "Done"),
        ("failed", False, "Failed"),
        ("canceled", False, "Canceled"),
    ],
)
def test_job_is_polled_until_it_ends(state, polls, word):
    page = draw(
        '<c-progress :state="state" percent="62" label="Report" poll="/jobs/1" step="drawing" />',
        state=state,
    )
    assert ("hx-get" in page.one(class_="job").attrs) is polls
    assert page.one("progress").attrs["value"] == "62"
    assert page.one(class_="tag").text == word


def test_signature_holds_or_is_void():
    holds = draw('<c-signature meaning="I confirm." name="Chen Wei" at="10:41" hash="9c1e" />')
    assert "Signature holds" in holds.text
    void = draw('<c-signature meaning="I confirm." name="Chen Wei" at="10:41" void="Changed." />')
    assert "Signature void Changed." in void.text
    assert "Signature holds" not in void.text


def test_unsigned_place_holds_the_form():
    page = draw('<c-signature meaning="I confirm."><button>Sign</button></c-signature>')
    assert page.one("button").text == "Sign"
    assert "Signature" not in page.text


def test_figure_has_words_numbers_and_files():
    page = draw(
        '<c-figure src="/km.svg" alt="Two curves" caption="RFS" cut="2026-08-01" csv="/km.csv">'
        '<c-table caption="At risk"><tbody><tr><td>144</td></tr></tbody></c-table></c-figure>'
    )
    assert page.one("img").attrs["alt"] == "Two curves"
    assert [a.attrs["href"] for a in page.all("a")] == ["/km.csv", "/km.svg"]
    assert "144" in page.one("details").text
    assert "Data cut 2026-08-01." in page.text


def test_pages_keep_the_other_filters():
    request = RequestFactory().get("/?show=overdue&page=2")
    page = draw(
        '<c-pagination :page="page" />', page=Paginator(range(60), 25).page(2), request=request
    )
    earlier, later = page.all("a")
    assert earlier.attrs["href"] == "?show=overdue&page=1"
    assert later.attrs["href"] == "?show=overdue&page=3"
    assert "26 to 50 of 60" in page.text


def test_one_page_needs_no_pagination():
    assert not draw('<c-pagination :page="page" />', page=Paginator([1], 25).page(1)).all()


def test_save_bar_carries_its_words():
    page = draw('<c-save-bar form="visit" state="saved" word="Draft saved 14:02" />')
    bar = page.one(data_save_bar="visit")
    assert bar.attrs["data-failed"] == "Not saved"
    assert page.one(role="status").text == "Draft saved 14:02"


def test_section_link_says_its_state():
    page = draw(
        '<c-section-index label="M06"><c-section-link href="#a" label="Labs" word="draft" '
        "current /></c-section-index>"
    )
    assert page.one("a").text == "Labs , draft"
    assert "aria-current" in page.one("a").attrs


def test_visit_window_is_said_in_words():
    page = draw('<c-visit-window opens="07-20" due="08-03" closes="08-17" at="94.5" word="late" />')
    assert "late due 08-03, open 07-20 to 08-17" in page.text
    assert page.one("circle").attrs["cx"] == "94.5%"


def test_history_thread_definitions_verdict():
    page = draw(
        '<c-history :entries="entries" /><c-thread word="open" :entries="thread" />'
        '<c-definitions><c-definition term="Age" note="at consent">62</c-definition>'
        "</c-definitions>"
        '<c-verdict tone="done" heading="Eligible">All met.</c-verdict>',
        entries=[{"old": "164", "new": "16.4", "by": "Lin", "at": "09:12", "why": "typo"}],
        thread=[{"by": "Zhou", "role": "data manager", "at": "10:00", "text": "Which scan?"}],
    )
    assert page.one("del").text == "164"
    assert "Lin, 09:12: typo" in page.text
    assert "Which scan?" in page.one("section", class_="thread").text
    assert page.one("dd").text == "62 at consent"
    assert page.one(class_="verdict-done").text == "Eligible All met."
