"""The frames around every page, drawn without a database."""

from dataclasses import dataclass, field

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from django.views import defaults

from config.views.gallery import gallery
from tests.unit.templates.pages import Element, read


@dataclass
class Entry:
    label: str
    icon: str = "list"
    url: str = "/x"
    active: bool = False
    count: int | None = None


@dataclass
class Trial:
    slug: str
    title_en: str = "Liver"
    title_zh: str = "肝"


@dataclass
class Person:
    printed_name: str = "Lin Mei"
    is_authenticated: bool = True
    theme: str = "dark"
    delegations: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return self.printed_name


class Answer(forms.Form):
    afp = forms.DecimalField()


def page(template: str, *, user: object = None, path: str = "/", **context: object) -> Element:
    request = RequestFactory().get(path)
    request.user = user or AnonymousUser()
    return read(render_to_string(template, context, request=request))


def signed_in(**context: object) -> Element:
    return page("home_without_delegation.html", user=Person(), path="/x?a=1", **context)


def test_frame_says_language_and_theme():
    html = signed_in().one("html")
    assert html.attrs == {"lang": "en", "data-bs-theme": "dark"}
    with translation.override("zh-hans"):
        assert signed_in().one("html").attrs["lang"] == "zh-hans"


def test_title_begins_with_error_when_the_form_is_wrong():
    assert signed_in(form=Answer({"afp": "1"})).one("title").text == "No delegation · Concord"
    assert signed_in(form=Answer({"afp": "x"})).one("title").text.startswith("Error: No")
    assert signed_in(has_errors=True).one("title").text.startswith("Error: No")


def test_the_content_can_be_reached_at_once():
    drawn = signed_in()
    skip = drawn.one("a", class_="skip")
    assert drawn.one(id=skip.attrs["href"].removeprefix("#")).tag == "main"


def test_language_is_offered_in_its_own_words_and_comes_back():
    form = signed_in().one("button", name="language")
    assert (form.attrs["value"], form.attrs["lang"], form.text) == (
        "zh-hans",
        "zh-hans",
        "简体中文",
    )
    back = {box.attrs["value"] for box in signed_in().all("input", name="next")}
    assert back == {"/x?a=1"}


def test_a_short_rail_has_no_more():
    drawn = signed_in(rail=[Entry("Worklist", active=True, count=3), Entry("Screening")])
    links = drawn.one("nav", class_="rail").all("a")
    assert [link.text for link in links] == ["Worklist 3", "Screening"]
    assert [link.attrs.get("aria-current") for link in links] == ["page", None]


def test_on_a_phone_the_fifth_entry_and_on_are_under_more():
    drawn = signed_in(rail=[Entry(name) for name in "abcdefg"])
    later = [item.text for item in drawn.all("li", class_="rail-later")]
    under_more = [link.text for link in drawn.one("li", class_="bottom-more").all("a")]
    assert later == under_more == ["e", "f", "g"]


def test_trials_can_be_changed():
    here, there = Trial("hcc-neo"), Trial("moertel")
    drawn = signed_in(current_trial=here, my_trials=[here, there])
    links = drawn.one("details", class_="menu-trial").all("a")
    assert [link.attrs["href"] for link in links] == [
        "/?trial=hcc-neo",
        "/?trial=moertel",
    ]
    assert "aria-current" in links[0].attrs
    assert "Liver" in links[1].text


def test_a_participant_is_found_from_every_page_of_a_trial():
    form = signed_in(current_trial=Trial("hcc-neo")).one("form", role="search")
    assert form.attrs["action"] == "/trials/hcc-neo/participants/"
    assert form.one("input", name="code").attrs["type"] == "search"
    assert not signed_in().all("form", role="search")


def test_nobody_signed_in_has_no_menus():
    drawn = page("home_without_delegation.html")
    assert not drawn.all("nav", class_="rail")
    assert not drawn.all("details")


@pytest.mark.parametrize("shown", [True, False])
def test_synthetic_data_is_said_on_every_page(shown):
    drawn = page("home_without_delegation.html", is_demo=shown)
    assert ("Synthetic data" in drawn.text) is shown


def test_every_request_of_htmx_carries_the_token():
    assert '"x-csrftoken": "' in signed_in().one("body").attrs["hx-headers"]


def test_gallery_shows_every_part():
    request = RequestFactory().get("/gallery/")
    request.user = AnonymousUser()
    drawn = read(gallery(request).content.decode())
    assert {"work", "form", "screening", "states", "results"} <= {
        section.attrs.get("id") for section in drawn.all("section")
    }
    ids = [element.attrs["id"] for element in drawn.walk() if "id" in element.attrs]
    assert len(ids) == len(set(ids))


def test_every_box_in_the_gallery_has_a_label():
    request = RequestFactory().get("/gallery/")
    request.user = AnonymousUser()
    drawn = read(gallery(request).content.decode())
    labelled = {label.attrs.get("for") for label in drawn.all("label")}
    wrapped = {box.attrs.get("id") for label in drawn.all("label") for box in label.all("input")}
    wrapped |= {box.attrs.get("name") for label in drawn.all("label") for box in label.all("input")}
    boxes = [box for tag in ("input", "select", "textarea") for box in drawn.all(tag)]
    bare = [
        box.attrs
        for box in boxes
        if box.attrs.get("type") != "hidden"
        and not {box.attrs.get("id"), box.attrs.get("name")} & (labelled | wrapped)
        and "data-single-keys" not in box.attrs
    ]
    assert not bare


def test_a_broken_server_draws_its_page_with_nothing():
    drawn = read(defaults.server_error(RequestFactory().get("/")).content.decode())
    assert "Something broke" in drawn.one("h1").text


@pytest.mark.parametrize("code", ["400", "403", "403_csrf", "404", "500", "503"])
def test_error_pages_say_what_to_do(code):
    drawn = page(f"{code}.html")
    assert drawn.one("h1").text
    assert len(drawn.one("main").all("p")) >= 2
    assert drawn.one("a", class_="button").attrs["href"] == "/"


def test_refused_page_gives_the_reason():
    text = page("403.html", exception="Only the investigator may sign.").one("main").text
    assert "Only the investigator may sign." in text
    assert "delegation" in text
