"""What a deployment may set, typed, with one list of errors at start-up."""

import os
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT = Path(__file__).resolve().parent.parent
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class Environment(BaseSettings):
    """Environment variables. `./run` sets them all; a hospital cluster sets its own."""

    model_config = SettingsConfigDict(env_prefix="CONCORD_", extra="ignore", populate_by_name=True)

    home: Path = PROJECT / "var"
    demo: bool = False
    debug: bool = False
    database_url: str = Field("", validation_alias="DATABASE_URL")
    broker_url: str = Field("memory://", validation_alias="BROKER_URL")
    secret_key: SecretStr = SecretStr("")
    # First key encrypts, all decrypt: put a new key in front to rotate.
    identity_keys: list[SecretStr] = []
    # The same for predictions; workers alone are given them.
    prediction_keys: list[SecretStr] = []
    # Their public halves: what closes a prediction, and cannot open one.
    prediction_closing_keys: list[str] = []
    allowed_hosts: list[str] = ["localhost", "127.0.0.1", "[::1]"]
    https: bool = False
    idle_minutes: int = 15
    # Whose night is night, and whose morning brings the letters.
    time_zone: ZoneInfo = ZoneInfo("Asia/Shanghai")
    email_url: str = ""
    # The hospital's own sign-in (OpenID Connect): all four, or none of them.
    oidc_server: str = ""
    oidc_client: str = ""
    oidc_secret: SecretStr = SecretStr("")
    oidc_name: str = ""
    ready_file: Path | None = Field(None, validation_alias="READY_FILE")

    @model_validator(mode="after")
    def names_the_whole_provider(self) -> Self:
        given = {
            "CONCORD_OIDC_SERVER": self.oidc_server,
            "CONCORD_OIDC_CLIENT": self.oidc_client,
            "CONCORD_OIDC_SECRET": self.oidc_secret.get_secret_value(),
            "CONCORD_OIDC_NAME": self.oidc_name,
        }
        missing = [name for name, value in given.items() if not value]
        if missing and len(missing) < len(given):
            raise ValueError(f"Sign-in through the hospital also needs {', '.join(missing)}.")
        if self.oidc_server and not is_private(self.oidc_server):
            raise ValueError("CONCORD_OIDC_SERVER must begin with https://.")
        return self


def is_private(address: str) -> bool:
    """What passes cannot be read on the way: encrypted, or never off this machine."""
    parts = urlsplit(address)
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    )


def read() -> Environment:
    """What the process was given; by hand, what `./run` left in the data folder."""
    home = Path(os.environ.get("CONCORD_HOME", PROJECT / "var"))
    return Environment(_env_file=home / "environment")  # type: ignore[call-arg]
