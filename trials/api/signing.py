"""An act that takes a signature, over the API: the components of each call, and what was shown.

`shown` is what the reading side gave as `to_sign`. With a token every call names all components; in
a browser's session the series of the pages counts.
"""

from datetime import datetime
from typing import Any, ClassVar

from rest_framework import serializers

from accounts.signing.identification import Typed, identify
from audit.domain.signing import Shown, Signing
from trials.api.acts import ActView


class SigningInput(serializers.Serializer):
    shown = serializers.CharField(max_length=100_000)
    user_id = serializers.CharField(
        max_length=150, required=False, allow_blank=True, write_only=True
    )
    password = serializers.CharField(
        trim_whitespace=False, required=False, allow_blank=True, write_only=True
    )
    code = serializers.CharField(max_length=20, required=False, allow_blank=True, write_only=True)


class SigningView(ActView):
    serializer_class = SigningInput
    secret: ClassVar[frozenset[str]] = frozenset({"user_id", "password", "code"})

    def fields(self, validated: dict[str, Any], *, at: datetime) -> dict[str, Any]:
        typed = Typed(**{name: validated.pop(name) for name in self.secret if name in validated})
        shown = Shown.parse(validated.pop("shown"))
        proof = identify(
            self.request._request,
            typed,
            shown=shown,
            at=at,
            alone=self.request.auth is not None,
        )
        return {**validated, "signing": Signing(proof=proof, shown=shown)}
