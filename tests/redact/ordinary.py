"""Ordinary logs of ten programs, made up line by line: the counterweight to every rule that takes something out."""

# ruff: noqa: ISC004 - a line of a log that goes on

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

_WORDS = (
    "payments", "orders", "gateway", "worker", "scheduler", "reconciler", "backend", "frontend", "cache",
    "replica", "primary", "migration", "snapshot", "catalogue", "inventory", "session", "handler",
    "controller", "listener", "adapter", "connector", "pipeline", "exporter", "collector",
)  # fmt: skip
_BEGIN = datetime(2026, 6, 20, 4, tzinfo=UTC)


class Chance(random.Random):
    """Draws what logs are made of: ids, addresses, digests, paths."""

    def word(self) -> str:
        return self.choice(_WORDS)

    def hexes(self, count: int) -> str:
        return "".join(self.choice("0123456789abcdef") for _ in range(count))

    def uuid(self) -> str:
        return "-".join(self.hexes(count) for count in (8, 4, 4, 4, 12))

    def ip(self) -> str:
        return f"203.0.113.{self.randint(1, 254)}"

    def request(self) -> str:
        letters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"
        return "req-" + "".join(self.choice(letters) for _ in range(14))

    def pod(self) -> str:
        letters = "bcdfghjklmnpqrstvwxz2456789"
        tail = "".join(self.choice(letters) for _ in range(15))
        return f"{self.word()}-{tail[:10]}-{tail[10:]}"

    def path(self) -> str:
        return "/" + "/".join((f"api/v{self.randint(1, 4)}", self.word(), str(self.randint(1, 99999))))


def _nginx(c: Chance, at: datetime) -> str:
    return (
        f'{c.ip()} - - [{at:%d/%b/%Y:%H:%M:%S} +0000] "GET {c.path()}?page={c.randint(1, 9)}&sort=-createdAt HTTP/1.1" '
        f'{c.choice((200, 304, 401, 404, 502))} {c.randint(100, 90000)} "https://{c.word()}.example/" '
        f'"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36" '
        f"rt=0.{c.randint(1, 999):03d} request_id={c.hexes(32)}"
    )


def _kubelet(c: Chance, at: datetime) -> str:
    return c.choice((
        f'I0620 {at:%H:%M:%S}.123456    1201 kubelet.go:2344] "SyncLoop UPDATE" source="api" pods=["shop/{c.pod()}"]',
        f'E0620 {at:%H:%M:%S}.654321    1201 pod_workers.go:1298] "Error syncing pod, skipping" err="failed to '
        f'\\"StartContainer\\" for \\"api\\" with CrashLoopBackOff" pod="shop/{c.pod()}" podUID="{c.uuid()}"',
        f'I0620 {at:%H:%M:%S}.000001    1201 kuberuntime_image.go:53] Pulled image "reg.example/shop/{c.word()}@sha256:'
        f'{c.hexes(64)}" in {c.randint(1, 30)}s',
    ))  # fmt: skip


def _pino(c: Chance, at: datetime) -> str:
    return (
        f'{{"level":30,"time":{int(at.timestamp() * 1000)},"pid":{c.randint(1, 999)},"hostname":"{c.pod()}",'
        f'"reqId":"{c.request()}","req":{{"method":"GET","url":"{c.path()}","remoteAddress":"{c.ip()}",'
        f'"remotePort":{c.randint(1024, 65535)}}},"identityId":"{c.uuid()}","msg":"incoming request"}}'
    )


def _postgres(c: Chance, at: datetime) -> str:
    return c.choice((
        f"{at:%Y-%m-%d %H:%M:%S}.{c.randint(0, 999):03d} UTC [{c.randint(1, 9999)}] app@shop LOG:  duration: "
        f"{c.randint(1, 900)}.{c.randint(0, 999):03d} ms  statement: SELECT id, name FROM {c.word()} WHERE id = "
        f"'{c.uuid()}' LIMIT 25",
        f'{at:%Y-%m-%d %H:%M:%S} UTC [71] FATAL:  password authentication failed for user "app"',
        f"{at:%Y-%m-%d %H:%M:%S} UTC [71] LOG:  checkpoint complete: wrote {c.randint(1, 999)} buffers (0.2%); "
        f"lsn=0/{c.hexes(7).upper()}, redo lsn=0/{c.hexes(7).upper()}",
    ))  # fmt: skip


def _java(c: Chance, at: datetime) -> str:
    name = f"com.example.{c.word()}.{c.word().capitalize()}{c.word().capitalize()}ServiceImpl"
    return c.choice((
        f"{at:%Y-%m-%d %H:%M:%S,123} INFO  [http-nio-8080-exec-{c.randint(1, 9)}] {name} - Loaded {c.randint(1, 99)} "
        f"items for tenant {c.word()} traceId={c.hexes(32)} spanId={c.hexes(16)}",
        f"\tat {name}$$FastClassBySpringCGLIB$${c.hexes(8)}.invoke(<generated>)",
        f"\tat {name}.lambda$handleInternal${c.randint(1, 9)}({name.rpartition('.')[2]}.java:{c.randint(1, 900)})",
        "Caused by: java.util.concurrent.CompletionException: org.springframework.web.client.ResourceAccessException",
    ))  # fmt: skip


def _git_ci(c: Chance, at: datetime) -> str:
    return c.choice((
        f"{at:%Y-%m-%dT%H:%M:%S}.1234567Z HEAD is now at {c.hexes(7)} Merge pull request #{c.randint(1, 999)}",
        f"{at:%Y-%m-%dT%H:%M:%S}.1234567Z ##[group]Run actions/checkout@v4",
        f"{at:%Y-%m-%dT%H:%M:%S}.1234567Z commit {c.hexes(40)}",
        f"Checking out Revision {c.hexes(40)} (refs/remotes/origin/main)",
        f"{at:%Y-%m-%dT%H:%M:%S}.1234567Z Cache restored from key: Linux-node-{c.word()}-20.11.1",
        f"remote: Resolving deltas: 100% ({c.randint(1, 99)}/{c.randint(100, 999)}), done.",
    ))  # fmt: skip


def _systemd(c: Chance, at: datetime) -> str:
    return c.choice((
        f"{at:%b %d %H:%M:%S} node-{c.randint(1, 9)} systemd[1]: Started {c.word()}.service - The {c.word()} daemon.",
        f"{at:%b %d %H:%M:%S} node-1 sshd[{c.randint(1, 9999)}]: Failed password for invalid user admin from {c.ip()} "
        f"port {c.randint(1024, 65535)} ssh2",
        f"{at:%b %d %H:%M:%S} node-1 sshd[911]: Accepted publickey for deploy from {c.ip()} port 51522 ssh2: ED25519 "
        f"SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8",
        f"{at:%b %d %H:%M:%S} node-1 kernel: [{c.randint(1, 99999)}.{c.randint(100000, 999999)}] eth0: link up, "
        f"1000Mbps, full-duplex, lpa 0x{c.hexes(4).upper()}",
    ))  # fmt: skip


def _python(c: Chance, at: datetime) -> str:
    return c.choice((
        f'  File "/usr/local/lib/python3.12/site-packages/{c.word()}/{c.word()}.py", line {c.randint(1, 900)}, in '
        f"get_{c.word()}_by_{c.word()}",
        f"[{at:%Y-%m-%d %H:%M:%S},004: INFO/ForkPoolWorker-{c.randint(1, 9)}] Task {c.word()}.tasks.sync_{c.word()}"
        f"[{c.uuid()}] succeeded in {c.random():.6f}s: None",
        "Downloading charset_normalizer-3.3.2-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl (141 kB)",
        f"{at:%Y-%m-%d %H:%M:%S} WARNING {c.word()}: the access token ends in {c.randint(1, 99)} minutes, refreshing",
        "requests.exceptions.HTTPError: 401 Client Error: Unauthorized for url: https://infisical.example/api/v1/auth",
    ))  # fmt: skip


def _terraform(c: Chance, _: datetime) -> str:
    return c.choice((
        f"module.{c.word()}.aws_instance.{c.word()}[{c.randint(0, 9)}]: Refreshing state... [id=i-{c.hexes(17)}]",
        f"infisical_secret.{c.word()}: Still creating... [{c.randint(1, 9)}0s elapsed]",
        f'  + arn = "arn:aws:iam::123456789012:role/{c.word()}-{c.word()}-execution-role"',
        "- Installing infisical/infisical v0.12.11... (signed by a HashiCorp partner, key ID 4C5D7E8F90A1B2C3)",
        f"Plan: {c.randint(1, 9)} to add, 0 to change, {c.randint(1, 9)} to destroy.",
        "Error: Unable to read the client secret: 404 page not found, see the documentation for required permissions",
    ))  # fmt: skip


def _envoy(c: Chance, at: datetime) -> str:
    return (
        f'[{at:%Y-%m-%dT%H:%M:%S}.{c.randint(0, 999):03d}Z] "POST {c.path()} HTTP/2" {c.choice((200, 403, 503))} UAEX '
        f'ext_authz_denied - "-" 0 {c.randint(1, 999)} {c.randint(1, 99)} - "{c.ip()}" "grpc-java-netty/1.63.0" '
        f'"{c.uuid()}" "{c.word()}.shop.svc.cluster.local:8080" "{c.ip()}:8080" '
        f"outbound|8080||{c.word()}.shop.svc.cluster.local traceparent=00-{c.hexes(32)}-{c.hexes(16)}-01"
    )


PROGRAMS: dict[str, Callable[[Chance, datetime], str]] = {
    "nginx": _nginx, "kubelet": _kubelet, "pino": _pino, "PostgreSQL": _postgres, "Java": _java, "git and CI": _git_ci,
    "systemd": _systemd, "Python": _python, "Terraform": _terraform, "Envoy": _envoy,
}  # fmt: skip


def log(program: str, lines: int) -> str:
    """So many lines of a program's log, the same ones every time."""
    chance = Chance(program)
    return "".join(PROGRAMS[program](chance, _BEGIN + timedelta(seconds=n)) + "\n" for n in range(lines))
