"""The time until an edit is served, and its CPU time, by the size of the site. Only for this server, because its peers
read files at each request."""

import os
import time

from bench import sites
from bench.answer import received
from bench.processes import cpu_time
from bench.servers import OURS, SERVERS, Running

SIZES = (10, 1_000, 20_000)
# The last site has 20,000 files, and one of this size.
LARGE_FILE = 1 << 30
EDITS = 5
# In seconds. Every file is polled within a few seconds.
REST = 10
# The server reads files that were written less than two seconds before twice, because their times would not show
# another change.
AGE = 3
PATIENCE = 30
_POLL = 0.005
_REQUEST = b"GET /shop/cart HTTP/1.1\r\nHost: localhost\r\n\r\n"


def measured(context):
    """Figures by the name of the site: milliseconds from exec to the first answer, from an edit to its first answer, of
    CPU for an edit, and of CPU for each second of rest."""
    figures = {f"{size:,} files": _figures(sites.make(context.folder / f"reload-{size}", size), context) for size in SIZES}
    large = context.folder / f"reload-{SIZES[-1]}"
    _write_large_file(large / "recording.mp4")
    figures[f"{SIZES[-1]:,} files and one of 1 GiB"] = _figures(large, context)
    return figures


def _figures(site, context):
    time.sleep(AGE)
    server = next(server for server in SERVERS if server.name == OURS)
    running = Running(server, context.places, site, context.cores.server)
    try:
        with running.connected() as client:
            client.settimeout(PATIENCE)
            client.sendall(_REQUEST)
            received(client)
            first = (time.monotonic_ns() - running.started) / 1e6
            edits = [_edit(site, number, client, running) for number in range(EDITS)]
            # By then the work after the start and the edits is done.
            time.sleep(REST)
            before = cpu_time(running.id).total
            time.sleep(REST)
            rest = (cpu_time(running.id).total - before) / REST
    finally:
        running.stop()
    return {
        "first": first,
        "edits": [served * 1e3 for served, _ in edits],
        "cpu": [used * 1e3 for _, used in edits],
        "rest": rest * 1e3,
    }


def _edit(site, number, client, running):
    """Seconds until a new page is served, and seconds of CPU that the server has used until then."""
    mark = f"edit {number} of {time.time_ns()}".encode()
    temporary = site / ".index.html.new"
    temporary.write_bytes(sites.page() + b"<!-- " + mark + b" -->\n")
    before = cpu_time(running.id).total
    began = time.monotonic()
    os.rename(temporary, site / "index.html")
    while True:
        client.sendall(_REQUEST)
        answer = received(client)
        took = time.monotonic() - began
        if mark in answer:
            return took, cpu_time(running.id).total - before
        if took > PATIENCE:
            raise SystemExit(f"script/bench: an edit of {site} is not served")
        time.sleep(_POLL)


def _write_large_file(path):
    block = os.urandom(1 << 20)
    with open(path, "wb") as file:
        for _ in range(LARGE_FILE >> 20):
            file.write(block)
