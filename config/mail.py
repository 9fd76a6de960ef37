"""Where letters go: a mail server named by one address, or else a folder."""

from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

BACKENDS = "django.core.mail.backends"
PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True, kw_only=True)
class Mail:
    backend: str
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    sender: str = "concord@localhost"
    starttls: bool = False
    tls: bool = False


def mail_from(url: str) -> Mail:
    """smtp://user:password@host:587?from=concord@hospital.example, upgraded to TLS; smtps:// is
    TLS from the first byte. Nothing is ever sent in the clear."""
    if not url:
        return Mail(backend=f"{BACKENDS}.filebased.EmailBackend")
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise ImproperlyConfigured(
            "CONCORD_EMAIL_URL is no mail server: write smtp://user:password@host:587"
        )
    return Mail(
        backend=f"{BACKENDS}.smtp.EmailBackend",
        host=parts.hostname,
        port=parts.port or PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        sender=parse_qs(parts.query).get("from", [Mail.sender])[0],
        starttls=parts.scheme == "smtp",
        tls=parts.scheme == "smtps",
    )
