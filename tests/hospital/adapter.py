from typing import Any

from allauth.idp.oidc.adapter import DefaultOIDCAdapter


class Hospital(DefaultOIDCAdapter):
    """The library does not say when somebody was asked; hospitals must, where max_age is sent."""

    def get_claims(self, purpose: str, user: Any, *args: Any, **more: Any) -> dict[str, Any]:
        claims = super().get_claims(purpose, user, *args, **more)
        if purpose == "id_token":
            claims["auth_time"] = int(user.last_login.timestamp())
        return claims
