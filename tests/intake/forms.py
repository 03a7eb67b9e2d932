"""The forms in which clients, plugins, operators and people's own scripts print a refusal of Infisical's."""

from __future__ import annotations

import html
import json
import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

SLOT = re.compile(r"<([^<>]*)>")
_REASONS = {400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 422: "Unprocessable Entity",
            429: "Too Many Requests", 500: "Internal Server Error"}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A row of the table: one choice of its message."""

    eras: str
    where: str
    credential: str
    status: tuple[int, ...]
    error: str
    message: str
    causes: tuple[str, ...]
    may_be: tuple[str, ...]


def error_of(row: Row) -> str:
    return SLOT.sub("Error", row.error)


@dataclass
class Said:
    """One refusal as a form prints it."""

    row: Row
    message: str
    status: int
    method: str
    path: str
    call: str
    host: str
    id: str
    dice: Random

    @property
    def url(self) -> str:
        return f"{self.host}{self.path}"

    @property
    def body(self) -> dict[str, object]:
        """The error body of the row's era."""
        era, error = self.row.eras.split()[0], error_of(self.row)
        if era == "A":
            return {"type": error, "message": self.message, "context": {}, "level": 30, "level_name": "INFO",
                    "status_code": self.status, "application": "infisical", "extra": []}  # fmt: skip
        plain = {"statusCode": self.status, "message": self.message, "error": error}
        return {"reqId": f"req-{self.id}", **plain} if era.startswith("C") else plain


def _bracket(s: Said) -> str:
    return (
        f"APIError: {s.call} unsuccessful response [{s.method} {s.url}] [status-code={s.status}] "
        f'[reqId=req-{s.id}] [message="{s.message}"]'
    )


def _cli(s: Said) -> str:
    what = "authenticate with Universal Auth" if s.row.where == "login" else "complete the request"
    return f"error: unable to {what} [err={_bracket(s)}].\n"


def _block(s: Said) -> str:
    return (
        f"Request: {s.method} {s.url}\nResponse Code: {s.status} {_REASONS.get(s.status, '')}\n"
        f"Request ID: req-{s.id}\nMessage: {s.message}\n"
    )


def _go(s: Said) -> str:
    return f"time=2026-03-01T10:00:00Z level=error msg={json.dumps('sync: ' + _bracket(s))} component=sync\n"


def _node(s: Said) -> str:
    return (
        f"InfisicalSDKRequestError: [URL={s.path}] [Method={s.method.lower()}] [StatusCode={s.status}] {s.message}\n"
        "    at newInfisicalError (/app/node_modules/@infisical/sdk/lib/index.js:1:2044)\n"
    )


def _python(s: Said) -> str:
    return (
        'Traceback (most recent call last):\n  File "/srv/app/main.py", line 14, in <module>\n'
        f"infisical_sdk.infisical_requests.APIError: {s.message} (Status: {s.status})\n"
    )


def _java(s: Said) -> str:
    return (
        f"Caused by: com.infisical.sdk.util.InfisicalException: {s.message}\n\tat com.shop.Config.load(Config.java:7)\n"
    )


def _dotnet(s: Said) -> str:
    return f"Unhandled exception. Infisical.Sdk.InfisicalException: {s.method} {s.url}: {json.dumps(s.body)}\n"


def _requests(s: Said) -> str:
    reason = _REASONS.get(s.status, "")
    return f"requests.exceptions.HTTPError: {s.status} Client Error: {reason} for url: {s.url}\n{json.dumps(s.body)}\n"


def _axios(s: Said) -> str:
    quoted = s.message.replace("\\", "\\\\").replace("'", "\\'")
    identity = f"reqId: 'req-{s.id}', " if "reqId" in s.body else ""
    code, name = ("status_code", "type") if "type" in s.body else ("statusCode", "error")
    return (
        f"AxiosError: Request failed with status code {s.status}\n"
        f"  config: {{ method: '{s.method.lower()}', url: '{s.url}' }},\n"
        f"  response: {{ status: {s.status}, data: {{ {identity}{code}: {s.status}, message: '{quoted}', "
        f"{name}: '{error_of(s.row)}' }} }}\n"
    )


def _curl(s: Said) -> str:
    return (
        f"$ curl -i -X {s.method} '{s.url}'\nHTTP/2 {s.status}\ncontent-type: application/json; charset=utf-8\n\n"
        f"{json.dumps(s.body)}\n"
    )


def _operator(s: Said) -> str:
    said = f"Failed to reconcile InfisicalSecret: unable to authenticate [err={_bracket(s)}]"
    return f'status:\n  conditions:\n  - message: {json.dumps(said)}\n    reason: Error\n    status: "False"\n'


def _eso(s: Said) -> str:
    error = f"could not get provider client: {_bracket(s)}"
    line = {"level": "error", "ts": 1765290001.3, "logger": "controllers.ExternalSecret", "msg": "Reconciler error"}
    return json.dumps({**line, "error": error}) + "\n"


def _terraform(s: Said) -> str:
    said = f"{s.call}: Unsuccessful response [{s.method} {s.url}] [status-code={s.status}] "
    said += f"[response={json.dumps(s.body)}]"
    lines = textwrap.wrap(said, 76, break_long_words=False, break_on_hyphens=False)
    return (
        '╷\n│ Error: Unable to read\n│ \n│   with provider["infisical"],\n│ \n'
        + "".join(f"│ {x}\n" for x in lines)
        + "╵\n"
    )


def _action(s: Said) -> str:
    body = json.dumps(s.body, indent=4)
    last = f"Error: Request failed with status code {s.status}\n"
    return f"Run Infisical/secrets-action@v1.0.9\nError: {s.message}\nError: {body}\n{last}"


def _jenkins(s: Said) -> str:
    return f"[Pipeline] withInfisical\nERROR: Infisical: {json.dumps(s.body)}\nFinished: FAILURE\n"


def _ansible(s: Said) -> str:
    said = f"Unexpected error during login: APIError: {s.message} (Status: {s.status})"
    return f"fatal: [web-{s.dice.randint(1, 9)}]: FAILED! => {json.dumps({'changed': False, 'msg': said})}\n"


def _pino(s: Said) -> str:
    head = {"level": 30, "time": 1767600000000, "pid": 1, "hostname": "infisical-0", "reqId": f"req-{s.id}"}
    error = error_of(s.row)
    lines = (
        {**head, "req": {"method": s.method, "url": s.path, "remoteAddress": "10.4.3.2"}, "msg": "incoming request"},
        {**head, "level": 50, "err": {"type": error, "message": s.message, "name": error}, "msg": s.message},
        {**head, "res": {"statusCode": s.status}, "responseTime": 12.1, "msg": "request completed"},
    )
    return "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines)


def _message(s: Said) -> str:
    return s.dice.choice(("infisical: {0}\n", "[infisical-sync] error: {0}\n", "ERROR: Infisical said: {0}\n")).format(
        s.message
    )


def _both(s: Said) -> str:
    return s.dice.choice(("infisical: {1} {0}\n", "[infisical] {0} ({1})\n", "Infisical answered {1}: {0}\n")).format(
        s.message, s.status
    )


def status(s: Said) -> str:
    what = f"{s.path.split('/')[4].replace('-', ' ')} login" if "/auth/" in s.path else "fetching secrets"
    return s.dice.choice(("Infisical {0} failed (HTTP {1})\n", "[infisical] {0} failed with status {1}\n")).format(
        what, s.status
    )


def _cloudwatch(s: Said) -> str:
    inner = json.dumps({"level": "error", "msg": "load secrets", "error": _bracket(s)})
    return json.dumps({"timestamp": 1767600000123, "message": inner, "logStream": "app/1"}) + "\n"


def _guzzle(s: Said) -> str:
    reason = _REASONS.get(s.status, "")
    return (
        f"PHP Fatal error:  Uncaught GuzzleHttp\\Exception\\ClientException: Client error: `{s.method} {s.url}` "
        f"resulted in a `{s.status} {reason}` response:\n{json.dumps(s.body)}\n in /var/www/vendor/x.php:113\n"
    )


def _ktor(s: Said) -> str:
    reason = _REASONS.get(s.status, "")
    return (
        f"io.ktor.client.plugins.ClientRequestException: Client request({s.method} {s.url}) invalid: "
        f'{s.status} {reason}. Text: "{json.dumps(s.body)}"\n'
    )


def _elixir(s: Said) -> str:
    fields = ", ".join(f"{json.dumps(name)} => {json.dumps(value)}" for name, value in s.body.items())
    body = "%{" + fields + "}"
    return f"** (RuntimeError) Infisical request failed: {body}\n    (app 0.1.0) lib/app/secrets.ex:14: load/0\n"


def _httpie(s: Said) -> str:
    return (
        f"$ http {s.method} {s.url}\nHTTP/1.1 {s.status} {_REASONS.get(s.status, '')}\n"
        f"Content-Type: application/json; charset=utf-8\n\n{json.dumps(s.body, indent=4, sort_keys=True)}\n"
    )


def _rust(s: Said) -> str:
    reason = _REASONS.get(s.status, "")
    if s.status == 401:
        identity = f"req-{s.id}" if "reqId" in s.body else ""
        return f"Error: infisical: Failed to authenticate: [request-id={identity}] [message={s.message}]\n"
    return f"Error: infisical: Received error message from server: (status {s.status} {reason}), {json.dumps(s.body)}\n"


def _okhttp(s: Said) -> str:
    answer = f"Response{{protocol=h2, code={s.status}, message={_REASONS.get(s.status, '')}, url={s.url}}}"
    return (
        f"com.infisical.sdk.util.InfisicalException: java.io.IOException: Unexpected response: {answer} - "
        f"{json.dumps(s.body)}\n\tat com.infisical.sdk.api.ApiClient.post(ApiClient.java:94)\n"
    )


def _dio(s: Said) -> str:
    fields = ", ".join(f"{name}: {value}" for name, value in s.body.items())
    return f"DioException [bad response]: status code of {s.status}\nuri: {s.url}\ndata: {{{fields}}}\n"


def _map(s: Said) -> str:
    fields = " ".join(f"{name}:{value}" for name, value in sorted(s.body.items()))
    return f"2026/03/01 10:00:00 infisical: {s.method} {s.url}: map[{fields}]\n"


def _surefire(s: Said) -> str:
    said = html.escape(f"{s.method} {s.url}: {s.status} {json.dumps(s.body)}")
    return f'<testcase name="loads" time="0.4">\n  <error message="{said}" type="x.InfisicalException">\n</testcase>\n'


def _cut(s: Said) -> str:
    body = json.dumps({**s.body, "more": "x" * 40})[:-30]
    return f"level=error msg=infisical url={s.url} method={s.method} body={json.dumps(body)[:-1]}\n"


Form = Callable[[Said], str]
# What a form keeps: m the message, s the status, u the URL, n the error's name, e the name and the era's shape.
FORMS: tuple[tuple[Form, str], ...] = (
    (_cli, "msu"), (_block, "msu"), (_go, "msu"), (_node, "msu"), (_python, "ms"), (_java, "m"), (_dotnet, "msue"),
    (_requests, "msue"), (_axios, "msue"), (_curl, "msue"), (_operator, "msu"), (_eso, "msu"), (_terraform, "msue"),
    (_action, "mse"), (_jenkins, "mse"), (_ansible, "ms"), (_pino, "msun"), (_message, "m"), (_both, "ms"),
    (_cloudwatch, "msu"), (_guzzle, "msue"), (_ktor, "msue"), (_httpie, "msue"), (_elixir, "mse"), (status, "s"),
    (_rust, "me"), (_okhttp, "msue"), (_dio, "msue"), (_surefire, "msue"), (_cut, "msue"),
    (_map, "msue"),
)  # fmt: skip
