"""Values that are secret because of where they stand; their names say nothing."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest

from diagnose.redact import Redactor

VALUE, WORDS = "q7Xw2Lm9Rt4Kd8Vz", "correct-horse-battery-staple"


def encoded(value: str) -> str:
    return base64.b64encode(value.encode()).decode()


def _state(value: str) -> dict[str, Any]:
    held = {"STRIPE": {"comment": "", "secret_type": "shared", "value": value}}
    return {"type": "infisical_secrets", "instances": [{"attributes": {"env_slug": "dev", "secrets": held}}]}


OF_INFISICAL: dict[str, Callable[[str], str]] = {
    "export as JSON": lambda v: json.dumps([{"key": "STRIPE", "workspace": "w1", "value": v, "type": "shared"}]),
    "export as JSON, indented": lambda v: json.dumps([{"key": "STRIPE", "tags": None, "value": v}], indent=4),
    "export as dotenv": lambda v: f"HOST='h'\nSTRIPE='{v}'\nexport B='x'\n",
    "table": lambda v: (
        "┌────────┬──────────────┬──────┐\n│ SECRET NAME │ SECRET VALUE │ SECRET TYPE │\n├──────┼─────┼─────┤\n"
        f"│ STRIPE │ {v} │ shared │\n│ B │ *** │ shared │\n└─────┘\n"
    ),
    "state of Terraform": lambda v: json.dumps(_state(v), indent=2),
    "plan of Terraform": lambda v: f'  secrets = {{\n    "STRIPE" = {{\n      value = "{v}"\n    }}\n  }}\n',
    "resource of Terraform": lambda v: (
        f'  + resource "infisical_secret" "x" {{\n      + name  = "STRIPE"\n      ~ value = "old" -> "{v}"\n    }}\n'
    ),
    "map": lambda v: json.dumps({"secrets": {"STRIPE": v}}),
    "map as Python prints it": lambda v: str({"secrets": {"STRIPE": v}}),
    "map in a string": lambda v: json.dumps({"body": json.dumps({"secrets": {"STRIPE": v}})}),
    "list as Go prints it": lambda v: f"secrets: [{{Key:STRIPE WorkspaceId:1 Value:{v} Type:shared ID:x}}]",
    "command": lambda v: f"$ infisical secrets set A=b STRIPE={v} --env=dev\n",
    "command with quotes": lambda v: f"$ infisical secrets set \\\n  'STRIPE={v}' B=\"{v}\"\n",
}  # fmt: skip


@pytest.mark.parametrize("value", [VALUE, WORDS])
@pytest.mark.parametrize("writing", OF_INFISICAL)
def test_a_value_that_infisical_printed_goes_whatever_its_name(writing: str, value: str) -> None:
    text = OF_INFISICAL[writing](value)

    cleaned = Redactor().document(text, "pasted")

    assert value not in cleaned
    assert "STRIPE" in cleaned
    assert cleaned.count("\n") == text.count("\n")


MANIFESTS: dict[str, Callable[[str], str]] = {
    "kind before": lambda v: f"kind: Secret\nmetadata:\n  name: app\ndata:\n  ODD: {encoded(v)}\n",
    "kind after": lambda v: f"apiVersion: v1\ndata:\n  ODD: {encoded(v)}\n  config.yaml: 'eDog'\nkind: Secret\n",
    "clear": lambda v: f"apiVersion: v1\nkind: Secret\nstringData:\n  ODD: {v}\nmetadata:\n  name: app\n",
    "quoted": lambda v: f'kind: Secret\nstringData:\n  ODD: "{v}"\n',
    "block": lambda v: f"kind: Secret\nstringData:\n  ODD: |\n    first\n    {v}\ntype: Opaque\n",
    "list": lambda v: f"items:\n- apiVersion: v1\n  data:\n    ODD: {encoded(v)}\n  kind: Secret\n- kind: Pod\n",
    "JSON": lambda v: json.dumps({"kind": "Secret", "data": {"ODD": encoded(v)}}),
    "JSON, indented": lambda v: json.dumps({"data": {"ODD": encoded(v)}, "kind": "Secret"}, indent=2),
    "annotation": lambda v: f"  last-applied: |\n    {json.dumps({'data': {'ODD': encoded(v)}, 'kind': 'Secret'})}\n",
    "JSON in JSON": lambda v: json.dumps({"a": json.dumps({"kind": "Secret", "stringData": {"ODD": v}})}),
    "literal": lambda v: f"kubectl create secret generic ua --from-literal=ODD={v}",
}


@pytest.mark.parametrize("value", [VALUE, WORDS])
@pytest.mark.parametrize("writing", MANIFESTS)
def test_the_data_of_a_secret_of_kubernetes_goes(writing: str, value: str) -> None:
    cleaned = Redactor().document(MANIFESTS[writing](value), "pasted")

    assert value not in cleaned
    assert encoded(value) not in cleaned


@pytest.mark.parametrize(
    "text",
    [
        "kind: ConfigMap\ndata:\n  LOG_LEVEL: verbose-and-long\n---\nkind: Secret\nmetadata:\n  name: app-one\n",
        "items:\n- data:\n    A: verbose-and-long\n  kind: ConfigMap\n- kind: Secret\n  metadata:\n    name: app-one\n",
        '{"kind":"ConfigMap","data":{"LEVEL":"verbose-and-long"}} {"kind":"Secret","type":"Opaque"}',
        '{"items":[{"data":{"LEVEL":"verbose-and-long"},"kind":"ConfigMap"},{"kind":"Secret","type":"Opaque"}]}',
        '{"data":{"message":"verbose-and-long"}}',
        '{"secrets":[{"name":"default-token-x","path":"/a/b"}]}',
        'secrets = { path = "/app", environment = "production", comment = "of the shop" }',
        '{"key":"Content-Type","value":"something/peculiar"}',
        "│ NAME │ VALUE │\n│ a │ something-long │\n",
        "$ infisical secrets get STRIPE --env=development\n",
    ],
)
def test_what_only_looks_like_such_a_container_stays(text: str) -> None:
    assert Redactor().document(text, "pasted") == text


def test_the_body_of_a_refusal_behind_the_word_secrets_is_no_list_of_secrets() -> None:
    body = '{"reqId":"req-aBcD123456","statusCode":403,"message":"You are not allowed to read on secrets","error":"x"}'
    assert Redactor().document(f"could not load secrets: {body}", "app.log").endswith(body)
