"""What a browser is told beside each page, on every address of the table."""

import re

import pytest
from django.conf import settings

from tests.security.crawl import address
from tests.security.tables import table
from trials.domain.roles import Role

LISTED = table("routes.yaml")["routes"]
READABLE = [name for name, row in LISTED.items() if "GET" in row]
# Whoever may open the page, so that the page itself is looked at.
OPENERS = (Role.NURSE, Role.DATA_MANAGER, Role.SPONSOR, Role.UNBLINDED_STATISTICIAN)


def policy(answer) -> dict[str, str]:
    parts = answer["Content-Security-Policy"].split("; ")
    return dict(part.partition(" ")[::2] for part in parts)


def opened(stage, crowd, route):
    path = address(stage, route, LISTED[route]["at"], stage.own)
    for role in OPENERS:
        answer = crowd.read(role, path)
        if answer.status_code == 200:
            break
    return answer


@pytest.mark.parametrize("route", READABLE)
def test_every_page_is_fenced(stage, crowd, route):
    answer = opened(stage, crowd, route)
    csp = policy(answer)
    assert csp["default-src"] == csp["script-src"] == csp["style-src"] == "'self'"
    assert csp["frame-ancestors"] == csp["object-src"] == "'none'"
    assert csp["base-uri"] == csp["form-action"] == "'self'"
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("route", READABLE)
def test_no_page_needs_what_the_fence_forbids(stage, crowd, route):
    answer = opened(stage, crowd, route)
    if not answer["Content-Type"].startswith("text/html"):
        return
    page = answer.content.decode()
    assert not re.search(r"<style[\s>]", page)
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>", page)
    assert not re.search(r"<[^>]*\sstyle=", page)
    assert not re.search(r"<[^>]*\son[a-z]+=", page)
    assert not re.search(r"(?:src|href|action)=[\"']\s*(?:javascript:|https?://|//)", page)


def test_over_https_the_cookies_and_the_transport_are_closed():
    """As a hospital runs it: settings read anew with CONCORD_HTTPS set."""
    import json
    import os
    import subprocess
    import sys

    code = (
        "import json; from config import settings as s; print(json.dumps([s.SESSION_COOKIE_SECURE,"
        " s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, s.SESSION_COOKIE_SAMESITE,"
        " s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SECURE_HSTS_SECONDS,"
        " s.SECURE_HSTS_INCLUDE_SUBDOMAINS, s.SECURE_SSL_REDIRECT]))"
    )
    environment = os.environ | {"CONCORD_HTTPS": "1", "CONCORD_DEMO": "0"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout.splitlines()[-1]) == [
        True, True, True, "Lax", "__Host-sessionid", "__Host-csrftoken", 31536000, True, True,
    ]  # fmt: skip
