"""A simple HTTP client, which determines exactly how an answer fails."""

import asyncio
import gzip
from dataclasses import dataclass

# Well above the time that HAProxy takes for all its retries.
PATIENCE = 30


class Incomplete(Exception):
    """The connection ended before the answer did."""

    def __init__(self, received):
        super().__init__(f"the connection ended after {received} bytes")
        self.received = received


@dataclass(frozen=True)
class Request:
    method: str
    target: str
    fields: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def encoded(self, closes):
        fields = (("Host", "shop.example"), *self.fields)
        if self.body:
            fields += (("Content-Length", str(len(self.body))),)
        if closes:
            fields += (("Connection", "close"),)
        lines = [f"{self.method} {self.target} HTTP/1.1", *(f"{name}: {value}" for name, value in fields), "", ""]
        return "\r\n".join(lines).encode() + self.body


@dataclass(frozen=True)
class Answer:
    status: int
    fields: dict[str, str]
    body: bytes

    @property
    def content(self):
        """The body without its coding. ValueError if it is incomplete."""
        if self.fields.get("content-encoding") != "gzip":
            return self.body
        try:
            return gzip.decompress(self.body)
        except (EOFError, OSError) as error:
            raise ValueError(str(error)) from error


class Connection:
    def __init__(self, reader, writer):
        self._reader, self._writer = reader, writer

    @staticmethod
    async def to(port):
        return Connection(*await asyncio.open_connection("127.0.0.1", port))

    async def ask(self, request, closes=False):
        """The whole answer. TimeoutError if it does not arrive in time."""
        async with asyncio.timeout(PATIENCE):
            self._writer.write(request.encoded(closes))
            head = await self._received(self._reader.readuntil(b"\r\n\r\n"))
            status, fields = _parsed(head)
            has_body = request.method != "HEAD" and status not in (204, 304)
            length = int(fields.get("content-length", 0)) if has_body else 0
            return Answer(status, fields, await self._received(self._reader.readexactly(length), len(head)))

    @staticmethod
    async def _received(reading, before=0):
        try:
            return await reading
        except asyncio.IncompleteReadError as error:
            raise Incomplete(before + len(error.partial)) from error
        except (ConnectionError, asyncio.LimitOverrunError) as error:
            raise Incomplete(before) from error

    def close(self):
        self._writer.close()


def _parsed(head):
    first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    fields = {}
    for line in lines:
        name, _, value = line.partition(":")
        fields[name.lower()] = value.strip()
    return int(first.split()[1]), fields
