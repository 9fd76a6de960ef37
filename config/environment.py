"""What a deployment may set, typed, with one list of errors at start-up."""

import os
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT = Path(__file__).resolve().parent.parent


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
    ready_file: Path | None = Field(None, validation_alias="READY_FILE")


def read() -> Environment:
    """What the process was given; by hand, what `./run` left in the data folder."""
    home = Path(os.environ.get("CONCORD_HOME", PROJECT / "var"))
    return Environment(_env_file=home / "environment")  # type: ignore[call-arg]
