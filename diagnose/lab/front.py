"""What may stand before the server and answer in its place."""

from __future__ import annotations

from diagnose.lab.answers import Reply, Request

_HTML = "text/html; charset=utf-8"
_PAGE = "<!DOCTYPE html><html><head><title>{title}</title></head><body>{body}</body></html>"


def answer(front: str, request: Request, port: int) -> Reply:
    """The answer of what stands before the server."""
    return {
        "web": _web,
        "waf": _waf,
        "login-page": _login_page,
        "redirect": _redirect,
        "bad-gateway": _bad_gateway,
        "strips-api": _strips_api,
        "drops": _drops,
    }[front](request, port)


def _web(_request: Request, _port: int) -> Reply:
    page = _PAGE.format(title="Infisical", body='<div id="root"></div><script src="/assets/index.js"></script>')
    return Reply(body=page, content_type=_HTML)


def _waf(_request: Request, _port: int) -> Reply:
    page = _PAGE.format(title="Attention Required!", body="<h1>Sorry, you have been blocked</h1><p>Ray ID: 8f00ba4</p>")
    return Reply(
        status=403, body=page, content_type=_HTML, headers={"server": "cloudflare", "cf-ray": "8f00ba4f00ba4f00-FRA"}
    )


def _login_page(_request: Request, _port: int) -> Reply:
    page = _PAGE.format(title="Sign in", body='<form action="/sso"><input name="user"></form>')
    return Reply(body=page, content_type=_HTML, headers={"server": "nginx"})


def _redirect(request: Request, port: int) -> Reply:
    target = f"http://localhost:{port}/moved{request.url}"
    return Reply(status=308, body="", content_type="text/plain", headers={"location": target})


def _bad_gateway(_request: Request, _port: int) -> Reply:
    page = _PAGE.format(title="502 Bad Gateway", body="<center><h1>502 Bad Gateway</h1></center><hr>nginx")
    return Reply(status=502, body=page, content_type="text/html", headers={"server": "nginx"})


def _strips_api(_request: Request, _port: int) -> Reply:
    return Reply(status=404, body="404 page not found\n", content_type="text/plain; charset=utf-8")


def _drops(_request: Request, _port: int) -> Reply:
    return Reply(drop=True)
