"""What ends TLS before the server: it asks for the client's certificate, and hands it on in a header."""

from __future__ import annotations

import ssl
from dataclasses import replace
from urllib.parse import quote

from diagnose.lab.answers import Request
from diagnose.lab.state import Edge

HEADER = "x-identity-tls-cert-auth-client-cert"
_NO_CHECK_OF_DATES = 0x200000  # X509_V_FLAG_NO_CHECK_TIME, which the library does not name


def passed_on(request: Request, edge: Edge) -> Request:
    """The request as the server gets it: with the certificate that was shown, and never with one that was written."""
    headers = {name: value for name, value in request.headers.items() if name != HEADER}
    if edge.asks and edge.hands_on and request.certificate:
        headers[HEADER] = quote(request.certificate, safe="")
    return replace(request, headers=headers)


def context(edge: Edge) -> ssl.SSLContext:
    """For the edge's socket. It takes the known certificate as it is: who may log in is for the server to say."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(edge.pair)
    if edge.asks:
        made.load_verify_locations(cadata=edge.known)
        made.verify_mode = ssl.CERT_OPTIONAL
        made.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN | _NO_CHECK_OF_DATES
    return made
