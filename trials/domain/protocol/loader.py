"""From the text of a file to a protocol, or to the whole list of what is wrong with it."""

from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from trials.domain.protocol.checks import check
from trials.domain.protocol.faults import faults_in
from trials.domain.protocol.problems import Fault, Problem, ProtocolError, written
from trials.domain.protocol.protocol import Protocol
from trials.domain.protocol.source import Document, read


def load(text: str, *, name: str) -> Protocol:
    """Raises ProtocolError with every problem of the first stage that found any.

    The stages are: readable YAML, the right shape, and sense (names declared, windows apart...).
    """
    document = read(text, name=name)
    try:
        protocol = Protocol.model_validate(document.data)
    except ValidationError as error:
        raise refusal(faults_in(error), document) from error
    faults = list(check(protocol))
    if faults:
        raise refusal(faults, document)
    return protocol


def load_adopted(text: str, *, name: str) -> Protocol:
    """Read a text that was checked when it was adopted, without checking its sense again."""
    return Protocol.model_validate(read(text, name=name).data)


def refusal(faults: Iterable[Fault], document: Document) -> ProtocolError:
    return ProtocolError(problem(fault, document) for fault in faults)


def problem(fault: Fault, document: Document) -> Problem:
    return Problem(
        file=document.name,
        line=document.line_of(fault.path),
        key=written(fault.path, document.data),
        message=fault.message,
        expected=fault.expected,
    )


def json_schema() -> dict[str, Any]:
    """For editors: completion and checks while the file is being written."""
    schema = Protocol.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
