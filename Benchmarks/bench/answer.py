"""An answer, read from a connection that stays open."""

import re


def received(client):
    """All bytes of one answer."""
    answer = _part(client)
    while b"\r\n\r\n" not in answer:
        answer += _part(client)
    end = answer.index(b"\r\n\r\n") + 4
    length = re.search(rb"(?i)\ncontent-length: *(\d+)", answer[:end])
    while length and len(answer) < end + int(length[1]):
        answer += _part(client)
    return answer


def _part(client):
    part = client.recv(65536)
    if not part:
        raise SystemExit("a server closed a connection that was to stay open")
    return part
