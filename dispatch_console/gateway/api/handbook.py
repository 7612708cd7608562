"""The page that tells people what the API can do, made from its description."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from starlette.responses import Response

from dispatch_console.gateway.pages import page

METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True, slots=True)
class Value:
    """A field of what is sent or answered, or a name in the query."""

    name: str
    kind: str
    must: bool
    words: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that can be asked for."""

    method: str
    path: str
    summary: str
    words: str
    query: tuple[Value, ...]
    body: tuple[Value, ...]
    answer: tuple[Value, ...]


def handbook(api: FastAPI) -> APIRouter:
    """The page about the API."""
    router = APIRouter()

    @router.get("/api/docs", include_in_schema=False)
    def show(request: Request) -> Response:
        """For whoever writes a program; nothing on it is secret."""
        return page(request, "api/handbook.html", rooms=rooms(api.openapi()))

    return router


def rooms(told: Mapping[str, Any]) -> dict[str, list[Operation]]:
    """Thing → what can be asked about it, in the order of the description."""
    found: dict[str, list[Operation]] = {}
    for path, methods in told["paths"].items():
        for method in METHODS:
            if method in methods:
                one = methods[method]
                found.setdefault(one["tags"][0], []).append(_operation(told, method, path, one))
    return found


def _operation(
    told: Mapping[str, Any], method: str, path: str, one: Mapping[str, Any]
) -> Operation:
    contents = one.get("requestBody", {}).get("content", {}).values()
    sent = next((content["schema"] for content in contents), None)
    done = next(it for status, it in one["responses"].items() if status.startswith("2"))
    answered = done.get("content", {}).get("application/json", {}).get("schema")
    return Operation(
        method=method.upper(),
        path=told["servers"][0]["url"] + path,
        summary=one["summary"],
        words=_plain(one.get("description", "")),
        query=tuple(
            Value(it["name"], _kind(it["schema"]), it["required"], _words(told, it))
            for it in one.get("parameters", ())
            if it["in"] == "query"
        ),
        body=tuple(_values(told, sent)),
        answer=tuple(_values(told, answered)),
    )


def _values(told: Mapping[str, Any], schema: Mapping[str, Any] | None) -> Iterator[Value]:
    """The fields of an object; of a list that is all there is to it, those of its rows."""
    whole = _resolved(told, schema or {})
    fields = whole.get("properties", {})
    rows = [one for one in fields.values() if one.get("type") == "array"]
    if len(rows) == 1 and fields.keys() <= {"next_cursor", *_names_of(fields, rows[0])}:
        yield from _values(told, rows[0]["items"])
        return
    must = whole.get("required", ())
    for name, field in fields.items():
        yield Value(name, _kind(field), name in must, _words(told, field))


def _words(told: Mapping[str, Any], field: Mapping[str, Any]) -> str:
    """What is said of a field, else of what it is made of."""
    made_of = (field, *field.get("anyOf", ()), field.get("items", {}))
    said = (one.get("description") or _resolved(told, one).get("description") for one in made_of)
    return _plain(next(filter(None, said), ""))


def _plain(words: str) -> str:
    return words.replace("`", "")


def _names_of(fields: Mapping[str, Any], wanted: Mapping[str, Any]) -> Iterator[str]:
    return (name for name, one in fields.items() if one is wanted)


def _resolved(told: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in schema:
        schema = told["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def _kind(schema: Mapping[str, Any]) -> str:
    """In a word or two: what programmers know it by."""
    if "$ref" in schema:
        return schema["$ref"].rpartition("/")[2]
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(map(_kind, schema["anyOf"])))
    if schema.get("type") == "array":
        return f"{_kind(schema['items'])}[]"
    return schema.get("format") or schema.get("type", "any")
