"""Whatever is sent to whatever operation, the answer is one that the description tells of, and
nothing fails."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode
from uuid import uuid4

import jsonschema
import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch_console.domain.asset import Meter
from dispatch_console.domain.ids import MeterId
from dispatch_console.services import access_keys
from dispatch_console.services.context import Context
from dispatch_console.services.customers.editing import save
from tests.storage.people import ask_for_part, settle

METHODS = ("get", "post", "put", "patch", "delete")

KNOWN = ["T-00001", "E001", "1", "2", "it_support", "general", "KB-0001", "C-1", "S-1", "D-1"]
"""Names of what is there."""

IN_PATH = {"number": ["T-00001", "T-00002", "E001", "KB-0001"], "code": ["it_support", "general"]}

MOMENTS = ["2026-03-01T09:00:00Z", "2026-03-01T09:00:00+08:00"]
FORMATS = {"date-time": MOMENTS, "date": ["2026-03-01", "2026-03-02"]}

TAME = st.one_of(st.sampled_from(KNOWN), st.text("abc 工单", min_size=1, max_size=9))
TEXTS = st.one_of(
    st.sampled_from(
        [*KNOWN, *MOMENTS, "0001-01-01T00:00:00+14:00", "Asia/Shanghai", "", " ", "a\0b", "\ud800"]
    ),
    st.text(max_size=20),
)
NUMBERS = st.one_of(
    st.integers(-2, 5),
    st.sampled_from([2**31, 2**63, -(2**63), 10**40, 1.5, 1e308, float("inf"), float("nan")]),
)
PLAIN = st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS)
ANYTHING = st.recursive(
    PLAIN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)


class Description:
    """The API's `openapi.json`, as far as requests can be made of it."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.told = told

    def operations(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Path, method and what is said of it."""
        for path, methods in self.told["paths"].items():
            for method in METHODS:
                if method in methods:
                    yield path, method, methods[method]

    def resolved(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The schema that a reference names."""
        while "$ref" in schema:
            schema = self.told["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        return schema

    def values(self, schema: dict[str, Any], wild: bool, depth: int = 0) -> st.SearchStrategy[Any]:
        """What fits the schema; if `wild`, now and then anything."""
        fitting = self._fitting(self.resolved(schema), wild, depth)
        return st.one_of(fitting, fitting, fitting, ANYTHING) if wild else fitting

    def _fitting(self, schema: dict[str, Any], wild: bool, depth: int) -> st.SearchStrategy[Any]:
        if "enum" in schema:
            return st.sampled_from(schema["enum"])
        if "anyOf" in schema:
            return st.one_of([self.values(one, wild, depth + 1) for one in schema["anyOf"]])
        match schema.get("type"):
            case "object" if "properties" in schema and depth < 5:
                must = set(schema.get("required", ()))
                fields = {
                    k: self.values(v, wild, depth + 1) for k, v in schema["properties"].items()
                }
                return st.fixed_dictionaries(
                    {k: v for k, v in fields.items() if k in must},
                    optional={k: v for k, v in fields.items() if k not in must},
                )
            case "object":
                return st.dictionaries(
                    st.sampled_from(["system", "computer", "x"]), PLAIN, max_size=wild
                )
            case "array":
                return st.lists(
                    self.values(schema["items"], wild, depth + 1), min_size=1, max_size=3
                )
            case "integer" | "number":
                least = schema.get("minimum", 0)
                return NUMBERS if wild else st.integers(least, least + 3)
            case "boolean":
                return st.booleans()
            case "null":
                return st.none()
            case _:
                known = FORMATS.get(schema.get("format", ""))
                return st.sampled_from(known) if known else TEXTS if wild else TAME

    def require_told(self, operation: dict[str, Any], answer: Any) -> None:
        """Fails unless the operation tells of such an answer."""
        assert answer.status_code < 500, answer.text
        told = operation["responses"].get(str(answer.status_code))
        assert told is not None, (answer.status_code, answer.text)
        schema = told.get("content", {}).get("application/json", {}).get("schema")
        if schema is not None and answer.headers["content-type"] == "application/json":
            whole = {**schema, "components": self.told["components"]}
            jsonschema.validate(answer.json(), whole, cls=jsonschema.Draft202012Validator)


@pytest.fixture
def described(program: TestClient, context: Context) -> Description:
    """The description, on a database in which there is something of everything."""
    company = settle(context.database)
    with context.database.unit(user="setup") as unit:
        ask_for_part(unit, company.tickets[0].id)
        unit.commit()
    program.put("customers", json={"external_id": "C-1", "name": "Hotel"})
    owner = {"external_id": "C-1"}
    program.put("sites", json={"external_id": "S-1", "name": "North", "customer": owner})
    device = program.put("assets", json={"external_id": "D-1", "name": "Lift", "customer": owner})
    save(context, uuid4(), Meter(id=MeterId(0), asset_id=device.json()["id"], name="Trips"))
    program.post("tickets/T-00001/attachments", files={"files": ("a.txt", b"hello")})
    return Description(program.get("openapi.json").json())


def test_every_operation_is_described_whole(described: Description) -> None:
    for path, method, operation in described.operations():
        assert operation["summary"], path
        assert operation["description"], path
        assert operation["security"], path
        responses = operation["responses"]
        assert {"401", "403", "404", "409", "422", "429", "503"} <= responses.keys(), path
        for status, told in responses.items():
            if not status.startswith("2"):
                schema = told["content"]["application/json"]["schema"]
                assert schema["$ref"].endswith("/Problem"), (path, method, status)
    assert described.told["servers"] == [{"url": "/api/v1"}]


def test_nothing_is_told_without_a_key_and_nothing_written_by_one_that_reads(
    program: TestClient, described: Description, context: Context
) -> None:
    reading = access_keys.for_program(context, uuid4(), "BI", read_only=True)
    with context.database.snapshot() as snap:
        before = snap.feed.cursor()
    for path, method, _ in described.operations():
        asked = path.lstrip("/").replace("{number}", "T-00001").replace("{", "").replace("}", "")
        nobody = program.request(method, asked, headers={"authorization": ""})
        assert nobody.status_code == 401, (method, path)
        if method != "get":
            headers = {"authorization": f"Bearer {reading}"}
            answer = program.request(method, asked, headers=headers, json={})
            assert (answer.status_code, answer.json()["code"]) == (403, "api.read_only"), path
    with context.database.snapshot() as snap:
        assert not snap.feed.since(before).changes


def test_no_request_fails_and_every_answer_is_as_described(
    program: TestClient, described: Description
) -> None:
    operations = list(described.operations())

    @settings(
        max_examples=150,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(st.data())
    def ask(data: st.DataObject) -> None:
        path, method, operation = data.draw(st.sampled_from(operations))
        wild = data.draw(st.integers(0, 2)) == 0
        query: list[tuple[str, Any]] = []
        headers: dict[str, str] = {}
        for one in operation.get("parameters", ()):
            drawn = data.draw(described.values(one["schema"], wild))
            if one["in"] == "path":
                if not wild and one["name"] in IN_PATH:
                    drawn = data.draw(st.sampled_from(IN_PATH[one["name"]]))
                word = str(drawn) or "x"
                path = path.replace("{" + one["name"] + "}", quote(word, safe="", errors="replace"))
            elif one["in"] == "query" and (one["required"] or data.draw(st.booleans())):
                many = drawn if isinstance(drawn, list) else [drawn]
                query += [(one["name"], value) for value in many]
        if wild and data.draw(st.booleans()):
            query.append((data.draw(TEXTS), data.draw(TEXTS)))
        content = operation.get("requestBody", {}).get("content", {})
        body = b""
        if "application/json" in content:
            schema = content["application/json"]["schema"]
            body = json.dumps(data.draw(described.values(schema, wild))).encode()
            headers["content-type"] = "application/json"
        elif content:
            body = data.draw(st.binary(max_size=60))
            headers["content-type"] = "multipart/form-data; boundary=x"
        asked = urlencode(query, errors="replace")
        answer = program.request(
            method, f"{path.lstrip('/')}?{asked}", content=body, headers=headers
        )
        described.require_told(operation, answer)

    ask()
