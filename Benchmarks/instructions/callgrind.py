"""One run of the server under valgrind's callgrind."""

import os
import re
import socket
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

from bench.answer import received

ALLOCATORS = {"malloc", "calloc", "realloc", "posix_memalign", "aligned_alloc"}


def count(binary, site, case, requests):
    """All instructions and allocations of a server that answers that many requests, on one connection or on one each."""
    with tempfile.TemporaryDirectory() as folder:
        profile = Path(folder) / "profile"
        with open(Path(folder) / "access_log", "wb") as access_log:
            server = subprocess.Popen(
                ["valgrind", "--tool=callgrind", f"--callgrind-out-file={profile}", binary, "--dir", site]
                # valgrind runs in the same process, and writes its profile at the end.
                + ["--sandbox", "off", "--listen", "127.0.0.1:0", "--workers", "1", *case.options],
                # Swift's dictionaries have a different order in each process, and so different collisions.
                env=os.environ | {"SWIFT_DETERMINISTIC_HASHING": "1"},
                stdout=access_log, stderr=subprocess.PIPE, text=True)
        try:
            _ask(_port(server), case, requests)
            server.terminate()
            log = server.communicate(timeout=60)[1]
        finally:
            server.kill()
        instructions = int(re.search(r"Collected : (\d+)", log)[1])
        return {"instructions": instructions, "allocations": _allocations(profile)}


def _port(server):
    for line in server.stderr:
        found = re.search(r"listening on 127\.0\.0\.1:(\d+)", line)
        if found:
            return int(found[1])
    raise SystemExit("script/instructions: the server did not start")


def _ask(port, case, requests):
    head = f"{case.method} {case.path} {case.version}\r\nHost: www.example.org\r\n{case.fields}"
    if case.connects:
        for _ in range(requests):
            with _connected(port) as client:
                _check(case, _exchange(client, case.preamble, head, case.body))
                if client.recv(1):
                    raise SystemExit(f"script/instructions: more than one answer to {case.path}")
        return
    with _connected(port) as client:
        if case.conditional:
            answer = _exchange(client, b"", head)
            head += f"If-None-Match: {re.search(rb'ETag: (.*)', answer)[1].decode().strip()}\r\n"
        for _ in range(requests):
            _check(case, _exchange(client, b"", head, case.body))


def _connected(port):
    client = socket.create_connection(("127.0.0.1", port), timeout=60)
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return client


def _check(case, answer):
    if not answer.startswith(f"HTTP/1.1 {case.status} ".encode()):
        raise SystemExit(f"script/instructions: {case.path} is answered wrongly: {answer[:200]}")


def _exchange(client, preamble, head, body=""):
    client.sendall(preamble + f"{head}\r\n{body}".encode())
    return received(client)


def _allocations(profile):
    """The calls of the allocators, from callgrind's profile: names are written once, then numbered."""
    names, calls, called = {}, Counter(), None
    for line in profile.read_text().splitlines():
        found = re.match(r"c?fn=\((\d+)\)(?: (.*))?", line)
        if found:
            if found[2]:
                names[found[1]] = found[2]
            called = found[1]
        elif line.startswith("calls="):
            calls[called] += int(line[6:].split()[0])
    return sum(number for called, number in calls.items() if names[called].split("'")[0] in ALLOCATORS)
