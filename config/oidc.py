"""What the hospital's sign-in means for the settings; nothing of it where none is named."""

import re
from typing import Any
from urllib.parse import urlsplit

from config.environment import Environment


def providers(env: Environment) -> dict[str, Any]:
    """For SOCIALACCOUNT_PROVIDERS: one, with its identities kept apart from any other server's."""
    if not env.oidc_server:
        return {}
    app = {
        "provider_id": provider_id(env.oidc_server),
        "name": env.oidc_name,
        "client_id": env.oidc_client,
        "secret": env.oidc_secret.get_secret_value(),
        "settings": {"server_url": env.oidc_server.rstrip("/"), "oauth_pkce_enabled": True},
    }
    return {"openid_connect": {"APPS": [app]}}


def provider_id(server: str) -> str:
    """login.hospital.example/realms/staff becomes login.hospital.example-realms-staff.

    Person 17 of one server is not person 17 of the next one a deployment may name.
    """
    parts = urlsplit(server)
    return re.sub(r"[^a-z0-9.]+", "-", f"{parts.netloc}{parts.path}".lower()).strip("-")


def form_targets(env: Environment) -> list[str]:
    """Where a form of ours may lead besides ourselves: browsers follow its redirects there."""
    parts = urlsplit(env.oidc_server)
    return [f"{parts.scheme}://{parts.netloc}"] if env.oidc_server else []
