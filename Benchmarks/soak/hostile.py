"""Clients that stall, and floods. They connect directly to the servers, without the protection of HAProxy."""

import asyncio
import contextlib
import socket
import time

from soak.deployment import IDLE_TIMEOUT, RESTARTED, STEADY
from soak.exchange import Connection, Incomplete
from soak.judgement import CUT, DEEP, REFUSED, SILENT, WRONG, failed, judged
from soak.site import FILM_SIZE
from soak.visitors import Visitor

KEPT = "stalled client not ended"
# More than the longest timeout of the server.
ENDED_WITHIN = IDLE_TIMEOUT + 30
STALLED_OF_EACH_KIND = 3
FLOOD_SECONDS = 5
FLOOD_CONNECTIONS = 1000
FLOOD_CLIENTS = 32

_FILM = b"GET /film.mp4 HTTP/1.1\r\nHost: a\r\n\r\n"
STALLS = {
    "nothing": b"",
    "half a head": b"GET /shop HTTP/1.1\r\nHost: a\r\nX-Half: ",
    "no body": b"POST /shop HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n",
    "half an upload": b"POST /shop HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000\r\n\r\n" + bytes(50_000),
    "an idle connection": b"GET /shop HTTP/1.1\r\nHost: a\r\n\r\n",
    "no receipt": _FILM,
    "no receipt of many answers": _FILM * 20,
}
GARBAGE = (
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(200)),
    b"GET / HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * 5000 + b"\r\n",
)


class Stalled:
    """Clients that stall in each way, and reconnect as soon as the server has closed their connections."""

    def __init__(self, deployment, ledger):
        self._deployment, self._ledger = deployment, ledger
        self.ended = 0

    async def stay(self):
        async with asyncio.TaskGroup() as group:
            for port in self._deployment.ports.values():
                for kind in STALLS:
                    for _ in range(STALLED_OF_EACH_KIND):
                        group.create_task(self._stall(port, kind))

    async def _stall(self, port, kind):
        while True:
            # The server may be restarting.
            with contextlib.suppress(ConnectionError):
                await self._one(port, kind)
            await asyncio.sleep(1)

    async def _one(self, port, kind):
        with socket.socket() as client:
            # A small buffer, so that the kernel does not receive a whole film.
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)
            client.setblocking(False)
            loop = asyncio.get_running_loop()
            await loop.sock_connect(client, ("127.0.0.1", port))
            await loop.sock_sendall(client, STALLS[kind])
            if kind.startswith("no receipt"):
                await asyncio.sleep(ENDED_WITHIN)
            received = 0
            try:
                async with asyncio.timeout(ENDED_WITHIN):
                    while part := await loop.sock_recv(client, 65536):
                        received += len(part)
            except TimeoutError:
                self._ledger.enter(failed(KEPT, kind))
                return
            except ConnectionError:
                pass
        if kind.startswith("no receipt") and received >= FILM_SIZE * STALLS[kind].count(_FILM):
            self._ledger.enter(failed(KEPT, f"{kind}: {received} bytes"))
        self.ended += 1


class Flood:
    """Three floods in turn: of requests through HAProxy, of connections, and of garbage."""

    def __init__(self, deployment, ledger):
        self._deployment, self._ledger = deployment, ledger
        self.connections = self.garbage = self.requests = 0

    async def come(self):
        await self._requests()
        await self._connections()
        await self._garbage()

    async def _requests(self):
        visitors = [
            Visitor(self._deployment.port, number % 2 == 0, self._deployment.site, self._ledger) for number in range(FLOOD_CLIENTS)
        ]

        async def storm(visitor):
            end = time.monotonic() + FLOOD_SECONDS
            while time.monotonic() < end:
                await visitor.visit()
                self.requests += 1

        await asyncio.gather(*map(storm, visitors))
        for visitor in visitors:
            visitor.leave()

    async def _connections(self):
        """Each connection gets one answer, and stays open until all have theirs."""
        everyone = asyncio.Event()
        port, site = self._deployment.ports[STEADY], self._deployment.site

        async def client():
            asked = time.monotonic()
            try:
                connection = await Connection.to(port)
            except OSError as error:
                self._ledger.enter(failed(REFUSED, f"flood: {error}"))
                return
            try:
                answer = await connection.ask(DEEP)
                self._ledger.enter(judged(DEEP, answer, site.pages, site.films, asked))
                self.connections += 1
                await everyone.wait()
            except Incomplete as error:
                self._ledger.enter(failed(CUT, f"flood: {error}"))
            except TimeoutError:
                self._ledger.enter(failed(SILENT, "flood"))
            finally:
                connection.close()

        clients = [asyncio.create_task(client()) for _ in range(FLOOD_CONNECTIONS)]
        await asyncio.sleep(FLOOD_SECONDS)
        everyone.set()
        await asyncio.gather(*clients)

    async def _garbage(self):
        end = time.monotonic() + FLOOD_SECONDS
        ports = self._deployment.ports

        async def storm(number):
            while time.monotonic() < end:
                garbage = GARBAGE[self.garbage % len(GARBAGE)]
                self.garbage += 1
                # The restarted server may be down, and a connection with unread input ends with a reset.
                with contextlib.suppress(ConnectionError):
                    await self._refused(ports[STEADY if number % 2 else RESTARTED], garbage)
                await asyncio.sleep(0.01)

        await asyncio.gather(*map(storm, range(FLOOD_CLIENTS)))

    async def _refused(self, port, garbage):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            writer.write(garbage)
            async with asyncio.timeout(ENDED_WITHIN):
                answer = await reader.read()
            if answer and not answer.startswith((b"HTTP/1.1 4", b"HTTP/1.1 5", b"HTTP/1.0 4", b"HTTP/1.0 5")):
                self._ledger.enter(failed(WRONG, f"garbage: {answer[:100]}"))
        except TimeoutError:
            self._ledger.enter(failed(KEPT, f"garbage: {garbage[:50]}"))
        finally:
            writer.close()
