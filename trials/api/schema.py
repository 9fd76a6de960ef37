"""What the OpenAPI description says of an act."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter


class ActSchema(AutoSchema):
    def get_override_parameters(self) -> list[Any]:
        if self.method == "GET":
            return []
        return [
            OpenApiParameter(
                name="Idempotency-Key",
                type=str,
                location=OpenApiParameter.HEADER,
                required=True,
                description="New for each act, the same for its retries (8 to 80 characters).",
            )
        ]

    def get_response_serializers(self) -> Any:
        return self.view.answer_class or self.view.serializer_class


class DelegatedToken(OpenApiAuthenticationExtension):
    """How a client signs in: a header `Authorization: Token ...`, made on the page of tokens."""

    target_class = "trials.api.tokens.DelegatedTokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "header", "name": "Authorization"}
