"""The tests of the servers."""

from dataclasses import dataclass

from bench import sites
from bench.servers import OURS


@dataclass(frozen=True)
class Request:
    path: str
    status: int = 503
    # The file that is the answer's body; None for an empty one.
    file: str | None = "index.html"
    fields: tuple[tuple[str, str], ...] = ()
    # A conditional request with the validator of the file.
    conditional: bool = False
    method: str = "GET"
    version: str = "HTTP/1.1"
    body: str = ""


PAGE = Request("/shop/cart")


@dataclass(frozen=True)
class Work:
    name: str
    title: str
    requests: tuple[Request, ...] = (PAGE,)
    connections: int = 64
    site: int = sites.SIZES[0]
    # The average milliseconds that each connection waits before its next request.
    pause: int = 0
    workers: int = 1
    # Threads of the load, which then share the server's cores with it.
    shared_threads: int = 0
    behind_haproxy: bool = False
    # The server writes a line of its access log for each request.
    logged: bool = False
    # Each request has a separate connection, which begins with a PROXY protocol v2 header.
    proxy_protocol: bool = False
    needs_files: bool = False
    needs_gzip: bool = False
    only: tuple[str, ...] = ()
    # For the film bytes count, because few films are sent in a round.
    by_size: bool = False
    # Works of one group are compared with each other, so their turns are in the same rounds.
    group: str = ""

    def includes(self, server):
        if self.only and server.name not in self.only:
            return False
        if (self.logged and not server.log) or (self.proxy_protocol and not server.proxy_protocol):
            return False
        return (server.has_files or not self.needs_files) and (server.has_gzip or not self.needs_gzip)


# Requests for the page that should cost little more than a plain one.
VARIANTS = (
    ("forwarded", "with Forwarded", Request("/shop/cart", fields=(("Forwarded", "for=192.0.2.60;proto=https;by=192.0.2.1"),))),
    ("x-forwarded-for", "with X-Forwarded-For", Request("/shop/cart", fields=(("X-Forwarded-For", "192.0.2.60"),))),
    ("options", "OPTIONS of a health check", Request("/", 200, None, method="OPTIONS")),
    ("http10-kept", "HTTP/1.0 with keep-alive",
     Request("/shop/cart", fields=(("Connection", "keep-alive"),), version="HTTP/1.0")),
    ("post", "POST with a small body", Request("/shop/cart", method="POST", body="item=3&count=1")),
)


def _site(size):
    """Hits all over the site, each after a miss."""
    count = size - sites.NAMED_FILES
    names = [sites.style_sheet(count * part // 6) for part in range(6)]
    hits = [Request(f"/{name}", 200, name) for name in names]
    misses = [Request(f"/styles/{part}/no.css") for part in range(6)]
    return tuple(request for pair in zip(misses, hits) for request in pair)


WORKS = (
    Work("page", "The page, 4 KB, 64 connections", group="page"),
    *(Work(name, f"The page, {title}", (request,), only=(OURS,), group="page") for name, title, request in VARIANTS),
    Work("gzip", "The page with gzip", (Request("/shop/cart", file="index.html.gz", fields=(("Accept-Encoding", "gzip"),)),),
         needs_gzip=True),
    Work("close", "The page, a connection for each request", (Request("/shop/cart", fields=(("Connection", "close"),)),),
         group="close"),
    Work("http10", "The page, HTTP/1.0", (Request("/shop/cart", version="HTTP/1.0"),), only=(OURS,), group="close"),
    Work("proxy-v2", "The page, a connection with a PROXY header for each request",
         (Request("/shop/cart", fields=(("Connection", "close"),)),), proxy_protocol=True),
    Work("log", "The page, with an access log", logged=True),
    Work("page-1", "The page, 1 connection", connections=1),
    Work("page-1000", "The page, 1,000 connections", connections=1_000),
    Work("paced", "The page, about 5,000 requests a second", pause=12),
    Work("proxied", "The page, through HAProxy in front", behind_haproxy=True),
    Work("image", "An image of 20 KB", (Request("/logo.png", 200, "logo.png"),), needs_files=True),
    Work("photo", "A file of 300 KB", (Request("/photo.png", 200, "photo.png"),), needs_files=True),
    Work("304", "An image that the client has: 304", (Request("/logo.png", 304, "logo.png", conditional=True),),
         needs_files=True),
    Work("file", "A file of 20 MB, 8 connections", (Request("/film.mp4", 200, "film.mp4"),), connections=8,
         needs_files=True, by_size=True),
    *(Work(f"site-{size}", f"Files and misses of a site of {size:,} files", _site(size), site=size, needs_files=True,
            group="sites")
      for size in sites.SIZES),
    Work("one-core", "One worker, and its load, on one core", shared_threads=1, only=(OURS, "nginx"),
         group="cores"),
    Work("two-cores", "Two workers, and twice the load, on two cores", connections=128, workers=2, shared_threads=2,
         only=(OURS, "nginx"), group="cores"),
)


def groups(names):
    """The works of these names. Works of one group form one list."""
    found = {}
    for work in WORKS:
        if work.name in names:
            found.setdefault(work.group or work.name, []).append(work)
    return list(found.values())
