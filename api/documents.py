"""Documents: objects as YAML for whoever asks for it, the same text that a provisioning folder takes."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from fastapi import Depends, Query, Request
from starlette.responses import Response

from sensing.document import write_document

MEDIA_TYPE = "application/yaml"

#: What routes that answer YAML too say of it in the documentation.
IN_YAML_TOO: dict[int | str, dict[str, Any]] = {200: {"content": {MEDIA_TYPE: {"schema": {"type": "string"}}}}}


async def asks_for_yaml(
    request: Request,
    form: Annotated[
        Literal["json", "yaml"] | None, Query(alias="format", description="`yaml`: documents that can be provisioned.")
    ] = None,
) -> bool:
    """Return whether the answer is to be YAML: ``format=yaml``, or ``Accept: application/yaml``."""
    accepted = [part.partition(";")[0].strip() for part in request.headers.get("accept", "").split(",")]
    return form == "yaml" or (form is None and MEDIA_TYPE in accepted)


AsYaml = Annotated[bool, Depends(asks_for_yaml)]


def yaml_answer(documents: Iterable[Mapping[str, Any]]) -> Response:
    """Return documents as one YAML text."""
    text = "".join(f"---\n{write_document(dict(document))}" for document in documents)
    return Response(text, media_type=MEDIA_TYPE)
