import pytest
from django.core.exceptions import ImproperlyConfigured

from config.mail import mail_from


def test_letters_are_files_without_a_server():
    assert mail_from("").backend.endswith("filebased.EmailBackend")


def test_a_server_is_upgraded_to_tls():
    mail = mail_from("smtp://nurse%40site:p%2Fw@mail.example?from=concord@site.example")
    assert (mail.host, mail.port, mail.user, mail.password) == (
        "mail.example",
        587,
        "nurse@site",
        "p/w",
    )
    assert (mail.starttls, mail.tls) == (True, False)
    assert mail.sender == "concord@site.example"


def test_a_server_that_speaks_tls_from_the_first_byte():
    mail = mail_from("smtps://mail.example")
    assert (mail.port, mail.starttls, mail.tls) == (465, False, True)


@pytest.mark.parametrize("url", ["mail.example", "http://mail.example", "smtp://"])
def test_what_is_no_mail_server_says_how_to_write_one(url):
    with pytest.raises(ImproperlyConfigured, match="smtp://user:password@host:587"):
        mail_from(url)
