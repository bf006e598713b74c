"""The requests that are counted, and the status that each has to get."""

from typing import NamedTuple


class Case(NamedTuple):
    status: int
    method: str = "GET"
    path: str = "/shop/cart?item=3"
    fields: str = ""
    # The fields with which the client asks again for what it has.
    conditional: bool = False


# What a browser sends, and HAProxy adds.
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

CASES = {
    "the page": Case(503),
    "the page, to a browser behind HAProxy": Case(503, fields=BROWSER),
    "an image": Case(200, path="/logo.png"),
    "an image that the client has": Case(304, path="/logo.png", conditional=True),
    "the page, the ordinary way": Case(503, method="POST", fields="Content-Length: 0\r\n"),
}
