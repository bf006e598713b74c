"""Judges an answer: one of the correct ones, or a failure of some kind."""

from dataclasses import dataclass

from soak import site
from soak.exchange import Request

APPLICATION, PAGE, FILE, PART, UNCHANGED, OPTIONS = "application", "page", "file", "part", "unchanged", "options"
KINDS = (APPLICATION, PAGE, FILE, PART, UNCHANGED, OPTIONS)

REFUSED = "not connected"
SILENT = "no answer in time"
CUT = "answer cut off"
TORN = "torn body"
STALE = "stale body"
UNAVAILABLE = "HAProxy's own error"
WRONG = "wrong answer"

DEEP = Request("GET", "/shop/cart?item=3")
# The relative frequency of each request.
WEIGHTS = {
    DEEP: 400,
    Request("GET", "/", (("Accept-Encoding", "gzip"),)): 250,
    Request("GET", "/logo.png"): 150,
    Request("GET", "/logo.png", (("If-None-Match", "*"),)): 50,
    Request("GET", "/film.mp4", (("Range", "bytes=4000000-4009999"),)): 50,
    Request("GET", "/film.mp4"): 1,
    Request("GET", "/growing.log"): 10,
    Request("HEAD", "/shop/cart"): 30,
    Request("OPTIONS", "/"): 20,
    Request("POST", "/shop/cart", body=b"item=3&" * 500): 40,
}


@dataclass(frozen=True)
class Verdict:
    """`kind` is one of KINDS, or None for a failure."""

    kind: str | None
    failure: str = ""
    detail: str = ""


def failed(failure, detail=""):
    return Verdict(None, failure, str(detail)[:200])


def application_text(method, target):
    return f"the application answers {method} {target}\n".encode()


def judged(request, answer, pages, films, asked):
    """`pages` and `films` are the editions, and `asked` is when the request was sent."""
    if "x-application" in answer.fields:
        text = application_text(request.method, request.target) if request.method != "HEAD" else b""
        return Verdict(APPLICATION) if answer.body == text else failed(TORN, answer.body[:100])
    if "maintenance" not in answer.fields:
        return failed(UNAVAILABLE, answer.status)
    if request.method == "OPTIONS":
        return Verdict(OPTIONS) if answer.status == 200 else failed(WRONG, answer.status)
    if answer.status == 503:
        return _page(request, answer, pages, asked)
    if request.target == "/logo.png":
        return _logo(answer)
    if request.target == "/film.mp4":
        return _film(request, answer, films, asked)
    if request.target == "/growing.log" and answer.status == 200:
        is_whole = all(line.endswith(b"in the site") for line in answer.content.splitlines())
        return Verdict(FILE) if is_whole else failed(TORN, answer.content[-200:])
    return failed(WRONG, f"{answer.status} for {request.target}")


def _page(request, answer, pages, asked):
    # A log may never have been complete; the other files always exist.
    if request.target in ("/logo.png", "/film.mp4"):
        return failed(WRONG, f"the page for {request.target}")
    if request.method == "HEAD":
        return Verdict(PAGE)
    try:
        content = answer.content
    except ValueError as error:
        return failed(TORN, error)
    return _edition(PAGE, content, site.page, pages, asked)


def _logo(answer):
    if answer.status == 304:
        return Verdict(UNCHANGED)
    return Verdict(FILE) if answer.body == site.LOGO else failed(TORN, f"{len(answer.body)} bytes")


def _film(request, answer, films, asked):
    if answer.status == 200:
        return _edition(FILE, answer.body, site.film, films, asked)
    if answer.status != 206 or not request.fields:
        return failed(WRONG, answer.status)
    first, last = request.fields[0][1].removeprefix("bytes=").split("-")
    part = slice(int(first), int(last) + 1)
    return _edition(PART, answer.body, lambda edition: site.film(edition)[part], films, asked)


def _edition(kind, content, whole, editions, asked):
    edition = site.edition_of(content)
    if edition is None or content != whole(edition):
        return failed(TORN, content[:100])
    if editions.is_stale(edition, asked):
        return failed(STALE, f"edition {edition} of {editions.latest}")
    return Verdict(kind)
