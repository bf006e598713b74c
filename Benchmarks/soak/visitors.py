"""Visitors who send requests at a steady rate, and the ledger of their outcomes."""

import asyncio
import random
import time
from array import array
from collections import Counter

from soak.exchange import Connection, Incomplete
from soak.judgement import CUT, REFUSED, SILENT, WEIGHTS, WRONG, failed, judged

# The number of failures that are kept with their details.
KEPT = 200


class Ledger:
    def __init__(self):
        self.began = time.monotonic()
        self.kinds, self.failures = Counter(), Counter()
        self.details = []
        # Seconds.
        self.latencies = array("f")
        # Whether a kept connection ended without an answer, and the request was repeated, as browsers do.
        self.repeated = 0

    def enter(self, verdict, seconds=None):
        if verdict.kind:
            self.kinds[verdict.kind] += 1
            if seconds is not None:
                self.latencies.append(seconds)
            return
        self.failures[verdict.failure] += 1
        if len(self.details) < KEPT:
            at = time.monotonic() - self.began
            self.details.append({"at": round(at, 1), "failure": verdict.failure, "detail": verdict.detail})


class Visitor:
    """Keeps its connection, or opens a new one for each request."""

    def __init__(self, port, keeps, site, ledger, randomness=random):
        self._port, self._keeps, self._site, self._ledger = port, keeps, site, ledger
        self._random = randomness
        self._kept = None

    async def stay(self, pause):
        """Sends a request every `pause` seconds. Delays by late answers are not made up for."""
        await asyncio.sleep(self._random.uniform(0, pause))
        try:
            while True:
                began = time.monotonic()
                await self.visit()
                await asyncio.sleep(max(0, began + pause - time.monotonic()))
        finally:
            self.leave()

    async def visit(self):
        request = self._random.choices(list(WEIGHTS), WEIGHTS.values())[0]
        asked = time.monotonic()
        try:
            answer = await self._answer(request)
            verdict = judged(request, answer, self._site.pages, self._site.films, asked)
        except Incomplete as error:
            verdict = failed(CUT, f"{request.method} {request.target}: {error}")
        except TimeoutError:
            verdict = failed(SILENT, f"{request.method} {request.target}")
        except OSError as error:
            verdict = failed(REFUSED, error)
        except (ValueError, IndexError) as error:
            verdict = failed(WRONG, f"{request.method} {request.target}: {error}")
        if verdict.kind is None:
            self.leave()
        self._ledger.enter(verdict, time.monotonic() - asked)

    async def _answer(self, request):
        if self._kept:
            try:
                return await self._ask(request)
            except Incomplete as error:
                self.leave()
                if error.received:
                    raise
                # RFC 9112, section 9.3.1: a kept connection may end while the request is on its way.
                self._ledger.repeated += 1
        self._kept = await Connection.to(self._port)
        return await self._ask(request)

    async def _ask(self, request):
        answer = await self._kept.ask(request, closes=not self._keeps)
        if not self._keeps or answer.fields.get("connection") == "close":
            self.leave()
        return answer

    def leave(self):
        if self._kept:
            self._kept.close()
            self._kept = None
