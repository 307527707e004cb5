"""How the OpenAPI description is made where the libraries' own ways do not fit."""

from typing import Any

from drf_standardized_errors import openapi


class AutoSchema(openapi.AutoSchema):
    """Refusals in one form, once each; without examples, which would make two thirds of the whole description."""

    def _should_add_error_response(self, responses: dict[str, Any], status_code: str) -> bool:
        if status_code in ("413", "415"):  # about the body of a request
            return self.method == "POST"
        return bool(super()._should_add_error_response(responses, status_code))

    def _get_error_response_examples(self) -> list[Any]:
        return []
