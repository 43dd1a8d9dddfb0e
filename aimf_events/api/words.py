"""Small pieces of the OpenAPI document."""

from typing import Any

ERROR = {"$ref": "#/components/schemas/Error"}


def text(description: str, **more: Any) -> dict[str, Any]:
    """A text and what it says."""
    return {"type": "string", "description": description, **more}


def number(description: str, **more: Any) -> dict[str, Any]:
    """A whole number and what it counts."""
    return {"type": "integer", "description": description, **more}


def flag(description: str) -> dict[str, Any]:
    """Yes or no."""
    return {"type": "boolean", "description": description}


def thing(**properties: Any) -> dict[str, Any]:
    """An object whose fields are all there."""
    return {"type": "object", "required": list(properties), "properties": properties}


def many(of: dict[str, Any]) -> dict[str, Any]:
    """An array."""
    return {"type": "array", "items": of}


def answer(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    """A JSON answer."""
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def or_null(schema: dict[str, Any]) -> dict[str, Any]:
    """The same, or null."""
    return {**schema, "type": [schema["type"], "null"]}


def parameter(name: str, description: str, where: str = "path", **more: Any) -> dict[str, Any]:
    """A parameter: required where it is part of the path."""
    schema = {"type": "string", **more}
    return {"name": name, "in": where, "required": where == "path", "schema": schema, "description": description}
