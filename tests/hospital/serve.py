"""A hospital's identity provider: a small Django of its own, in a process of its own.

    python -m tests.hospital.serve FOLDER MOMENT CONCORD   # prints its port once it answers

Its clock stands at the moment the tests of Concord's pages stand at.
"""

import sys
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
import time_machine
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings

from tests.hospital.staff import CLIENT, PASSWORD, SECRET, STAFF


def settle(folder: Path) -> None:
    settings.configure(
        SECRET_KEY="only-for-tests-of-the-hospital-0123456789",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF="tests.hospital.urls",
        USE_TZ=True,
        DATABASES={
            "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / "hospital")}
        },
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "allauth",
            "allauth.account",
            "allauth.idp.oidc",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "allauth.account.middleware.AccountMiddleware",
            "tests.hospital.staff.asks_again",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        AUTHENTICATION_BACKENDS=["allauth.account.auth_backends.AuthenticationBackend"],
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        ACCOUNT_EMAIL_VERIFICATION="none",
        ACCOUNT_RATE_LIMITS=False,
        SESSION_COOKIE_NAME="hospital",
        LOGIN_URL="account_login",
        IDP_OIDC_ADAPTER="tests.hospital.adapter.Hospital",
        IDP_OIDC_PRIVATE_KEY=private_key(),
    )
    django.setup()


def private_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


def employ(callback: str) -> None:
    from allauth.account.models import EmailAddress
    from allauth.idp.oidc.models import Client
    from django.contrib.auth.models import User
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    for name, (address, vouched) in STAFF.items():
        person = User.objects.create_user(name, address, PASSWORD)
        EmailAddress.objects.create(user=person, email=address, verified=vouched, primary=True)
    concord = Client(id=CLIENT, name="Concord", skip_consent=True, redirect_uris=callback)
    concord.scopes = "openid\nprofile\nemail"
    concord.set_secret(SECRET)
    concord.save()


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """The tests say what they saw."""


def serve(concord: str) -> None:
    from django.core.wsgi import get_wsgi_application

    with make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet) as server:
        employ(f"{concord}/accounts/oidc/127.0.0.1-{server.server_port}/login/callback/")
        sys.stdout.write(f"{server.server_port}\n")
        sys.stdout.flush()
        server.serve_forever()


if __name__ == "__main__":
    settle(Path(sys.argv[1]))
    with time_machine.travel(sys.argv[2], tick=False):
        serve(sys.argv[3])
