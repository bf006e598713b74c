"""A load by wrk, or by load/connections.c where a PROXY header begins each connection."""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from bench.machine import pinned

SCRIPT = Path(__file__).parent / "load.lua"


@dataclass(frozen=True)
class Load:
    requests: int
    bytes: int
    seconds: float
    # Microseconds.
    p50: int
    p99: int
    p999: int


def run(places, work, port, fields, seconds, cores):
    command = _connections if work.proxy_protocol else _wrk
    command = command(places, work, port, fields, seconds)
    # wrk's libraries are unpacked beside it.
    environment = os.environ | {"LD_LIBRARY_PATH": f"{places['debian']}/usr/lib/x86_64-linux-gnu"}
    with pinned(cores):
        result = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 60, env=environment)
    if result.returncode != 0 or not result.stdout:
        raise SystemExit(f"script/bench: {command[0]} failed: {result.stdout}{result.stderr}")
    told = json.loads(result.stdout.splitlines()[-1])
    _check(work, told)
    return Load(told["requests"], told["bytes"], told["duration"] / 1e6, told["p50"], told["p99"], told["p999"])


def _connections(places, work, port, fields, seconds):
    return [places["limits"] / "connections", str(port), work.requests[0].path, str(work.connections), str(seconds)]


def _wrk(places, work, port, fields, seconds):
    threads = max(1, work.shared_threads)
    command = [places["wrk"], "-t", str(threads), "-c", str(work.connections), "-d", f"{seconds}s", "--timeout", "20s", "-s", str(SCRIPT)]
    for name, value in fields.items():
        command += ["-H", f"{name}: {value}"]
    first = work.requests[0]
    command += [f"http://127.0.0.1:{port}{first.path}", "--", str(work.pause), first.method, first.version, first.body]
    return command + [request.path for request in work.requests]


def _check(work, told):
    lost = {name: told[name] for name in ("connect", "read", "write", "timeout") if told[name]}
    if lost or not told["requests"]:
        raise SystemExit(f"script/bench: {work.title}: {told['requests']} requests, failed: {lost}")
    # wrk counts statuses above 399 as errors. In the middle of the list each connection may be one request ahead.
    pages = sum(request.status >= 400 for request in work.requests) / len(work.requests)
    if abs(told["status"] - pages * told["requests"]) > work.connections:
        raise SystemExit(f"script/bench: {work.title}: {told['status']} pages in {told['requests']} answers")
