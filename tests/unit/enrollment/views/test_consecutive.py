from datetime import date
from hashlib import sha256

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories import casebook, protocols
from tests.unit.enrollment.views.conftest import words
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db
PAGE = reverse("enrollment:consecutive", args=["hcc-neo"])


def send(visitor, site, content):
    file = SimpleUploadedFile("list.csv", content)
    return visitor.post(PAGE, {"site": site.site.code, "operations": file})


def test_the_list_is_compared_by_day_of_surgery_and_forgotten(site, as_role):
    casebook.participant(site)
    operated = casebook.participant(site)
    casebook.known(operated, surgery_date=date(2026, 1, 7))
    casebook.participant(protocols.open_site())
    content = "日期,台数\n2026-01-05,3\n2026-01-07,1\n".encode("gb18030")
    page = words(send(as_role(Role.PI), site, content))
    assert sha256(content).hexdigest()[:16] in page
    row = page[page.index("2026-01-05</th>") :]
    assert '<td class="number">3</td><td class="number">1</td><td class="number">2</td>' in row
    assert "2026-01-07" not in row
    closed = words(send(as_role(Role.DATA_MANAGER), site, b"2026-01-05,1\n2026-01-07,0"))
    assert "No gaps" in closed
    assert "2026-01-07 (+1)" in closed


def test_what_is_no_list_is_refused_by_line_and_only_own_sites_are_asked_for(site, as_role):
    other = protocols.open_site()
    answer = send(as_role(Role.PI), site, b"2026-01-05,many")
    assert answer.status_code == 422
    assert "Line 1 is “2026-01-05,many”" in words(answer)
    assert send(as_role(Role.PI), other, b"2026-01-05,1").status_code == 422
    assert send(as_role(Role.DATA_MANAGER), other, b"2026-01-05,1").status_code == 200
    refused = as_role(Role.NURSE).get(PAGE)
    assert refused.status_code == 403
    assert "Data manager" in words(refused)
