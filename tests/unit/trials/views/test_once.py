import pytest
from django.http import HttpResponse
from django.shortcuts import redirect
from django.test import RequestFactory

from audit.models import Submission
from tests.factories import people
from trials.views.once import content_of, once

pytestmark = pytest.mark.django_db


@pytest.fixture
def done():
    return []


@pytest.fixture
def view(done):
    @once
    def register(request):
        if request.POST.get("wrong"):
            return HttpResponse("mend it", status=422)
        done.append(request.POST["name"])
        return redirect(f"/done/{len(done)}/")

    return register


@pytest.fixture
def person():
    return people.user()


def sent(person, path="/register/", **fields):
    request = RequestFactory().post(path, fields)
    request.user = person
    return request


def test_sent_twice_is_done_once_and_leads_to_the_same_place(view, done, person):
    first, second = (view(sent(person, name="A", submission_key="k-1")) for _ in range(2))
    assert first["Location"] == second["Location"] == "/done/1/"
    assert done == ["A"]


def test_another_key_is_another_act(view, done, person):
    for key in ("k-1", "k-2"):
        view(sent(person, name="A", submission_key=key))
    assert done == ["A", "A"]


def test_keys_of_two_people_do_not_meet(view, done, person):
    for one in (person, people.user()):
        view(sent(one, name="A", submission_key="k-1"))
    assert done == ["A", "A"]


def test_what_was_refused_may_be_mended_under_the_same_key(view, done, person):
    assert view(sent(person, name="A", wrong="1", submission_key="k-1")).status_code == 422
    assert view(sent(person, name="A", submission_key="k-1")).status_code == 302
    assert done == ["A"]


def test_without_a_key_it_is_simply_done(view, done, person):
    view(sent(person, name="A"))
    assert done == ["A"]
    assert not Submission.objects.exists()


def test_the_same_content_at_another_address_is_other_content(person):
    one, other = (sent(person, path=path, name="A") for path in ("/a/?visit=M03", "/a/?visit=M06"))
    assert content_of(one) != content_of(other)


def test_token_and_key_are_no_content(person):
    one = sent(person, name="A", submission_key="1", csrfmiddlewaretoken="x")
    assert content_of(one) == content_of(sent(person, name="A"))


def test_what_is_kept_of_the_content_cannot_be_guessed_without_the_key(person, settings):
    before = content_of(sent(person, name="李华"))
    settings.SECRET_KEY = "another house"
    assert content_of(sent(person, name="李华")) != before
