"""Time from exec to the first byte of an answer, to a client that tries to connect as fast as it can."""

import time

from bench.figures import summary
from bench.machine import pinned
from bench.servers import Running
from bench.works import PAGE

STARTS = 20

_REQUEST = f"GET {PAGE.path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
_ANSWER = b"HTTP/1.1 503 "


def measured(servers, context):
    """Milliseconds by server, in turns."""
    times = {server.name: [] for server in servers}
    for _ in range(context.starts):
        for server in servers:
            times[server.name].append(_first_answer(server, context))
    return {name: summary(values) for name, values in times.items()}


def _first_answer(server, context):
    with pinned(context.cores.load), Running(server, context.places, context.default_site, context.cores.server) as running:
        with running.connected() as client:
            client.sendall(_REQUEST)
            answer = client.recv(len(_ANSWER))
            ended = time.monotonic_ns()
        if answer != _ANSWER:
            raise SystemExit(f"script/bench: {server.title} begins with {answer}\n{running.log()}")
        return (ended - running.started) / 1e6
