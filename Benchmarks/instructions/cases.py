"""The requests that are counted, and the status that each has to get."""

from typing import NamedTuple

from bench.exchange import PROXY_HEADER


class Case(NamedTuple):
    status: int
    method: str = "GET"
    path: str = "/shop/cart?item=3"
    version: str = "HTTP/1.1"
    fields: str = ""
    body: str = ""
    # The fields with which the client validates its copy.
    conditional: bool = False
    # Each request has a separate connection.
    connects: bool = False
    # The bytes that the client sends first on each connection.
    preamble: bytes = b""
    # Options of the server.
    options: tuple[str, ...] = ()


# The fields of a browser, and those that HAProxy adds.
BROWSER = """\
User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0
Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8
Accept-Language: de-DE,de;q=0.9,en-US;q=0.8,en;q=0.7
Accept-Encoding: gzip, deflate, br, zstd
Referer: https://www.example.org/shop
Cookie: session=0123456789abcdef0123456789abcdef; consent=1
Upgrade-Insecure-Requests: 1
Sec-Fetch-Dest: document
Sec-Fetch-Mode: navigate
Sec-Fetch-Site: same-origin
X-Forwarded-For: 192.0.2.60
""".replace("\n", "\r\n")

CLOSE = "Connection: close\r\n"

CASES = {
    "the page": Case(503),
    "the page, to a browser behind HAProxy": Case(503, fields=BROWSER),
    "an image": Case(200, path="/logo.png"),
    "an image that the client has": Case(304, path="/logo.png", conditional=True),
    "the page, Connection: close": Case(503, fields=CLOSE, connects=True),
    "the page, a connection with a PROXY header": Case(
        503, fields=CLOSE, connects=True, preamble=PROXY_HEADER, options=("--proxy-protocol",)),
    "the page, with an access log": Case(503, options=("--access-log", "combined")),
    "the page, with an access log in JSON": Case(503, options=("--access-log", "json")),
    "a file of 300 KB": Case(200, path="/photo.png"),
    "the page, with Forwarded": Case(503, fields="Forwarded: for=192.0.2.60;proto=https;by=192.0.2.1\r\n"),
    "the page, with X-Forwarded-For": Case(503, fields="X-Forwarded-For: 192.0.2.60\r\n"),
    "OPTIONS of a health check": Case(200, method="OPTIONS", path="/"),
    "the page, HTTP/1.0": Case(503, version="HTTP/1.0", connects=True),
    "the page, POST with a small body": Case(
        503, method="POST", fields="Content-Length: 14\r\n", body="item=3&count=1"),
    "the page, POST without a body": Case(503, method="POST", fields="Content-Length: 0\r\n"),
}
