"""Tests of the judgement of a soak, without a server: python3 -m unittest in this folder."""

import asyncio
import gzip
import os
import random
import tempfile
import time
import unittest
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

from soak import plot, report
from soak.deployment import Application, Failed, Maintenance
from soak.exchange import Answer, Connection, Incomplete, Request
from soak.judgement import (APPLICATION, CUT, DEEP, FILE, KINDS, PAGE, PART, REFUSED, STALE, TORN, UNAVAILABLE, WRONG,
                            application_text, judged)
from soak.operators import Pace
from soak.samples import Sample, Traffic, columns, sample_of
from soak.site import LOG_SIZE, LOGO, PATIENCE, Editions, Site, film, page
from soak.verdict import complaints, growths
from soak.visitors import Ledger, Visitor

FILM = Request("GET", "/film.mp4")
OURS = {"maintenance": "on"}


def editions(count):
    made = Editions()
    for _ in range(count):
        made.replace()
    return made


class Judgements(unittest.TestCase):
    def judge(self, request, status, body=b"", fields=OURS, pages=None, asked=None):
        asked = time.monotonic() if asked is None else asked
        return judged(request, Answer(status, fields, body), pages or editions(0), editions(0), asked)

    def test_what_is_right(self):
        text = application_text("GET", "/shop/cart?item=3")
        part = Request("GET", "/film.mp4", (("Range", "bytes=4000000-4009999"),))
        self.assertEqual(self.judge(DEEP, 200, text, {"x-application": "yes"}).kind, APPLICATION)
        self.assertEqual(self.judge(DEEP, 503, page(0)).kind, PAGE)
        self.assertEqual(self.judge(DEEP, 503, gzip.compress(page(0)), OURS | {"content-encoding": "gzip"}).kind, PAGE)
        self.assertEqual(self.judge(Request("GET", "/logo.png"), 200, LOGO).kind, FILE)
        self.assertEqual(self.judge(FILM, 200, film(0)).kind, FILE)
        self.assertEqual(self.judge(part, 206, film(0)[4_000_000:4_010_000]).kind, PART)

    def test_what_is_not_whole_is_torn(self):
        half = page(0)[: len(page(0)) // 2]
        coded = OURS | {"content-encoding": "gzip"}
        for request, status, body, fields in (
            (DEEP, 503, half, OURS), (DEEP, 503, b"", OURS), (DEEP, 503, half + page(1)[len(half) :], OURS),
            (DEEP, 503, gzip.compress(page(0))[:-9], coded), (DEEP, 503, page(0), coded),
            (FILM, 200, film(0)[:-1], OURS), (FILM, 200, film(0)[:1000] + film(1)[1000:], OURS),
            (Request("GET", "/logo.png"), 200, LOGO[:-1], OURS), (DEEP, 200, b"the application", {"x-application": "yes"}),
            (Request("GET", "/growing.log"), 200, b"1 a line of a log that somebody left in the site\n2 a li", OURS),
        ):
            self.assertEqual(self.judge(request, status, body, fields).failure, TORN, body[:40])

    def test_a_page_is_stale_a_while_after_the_edit(self):
        pages = editions(2)
        now = time.monotonic()
        self.assertEqual(self.judge(DEEP, 503, page(1), pages=pages, asked=now).kind, PAGE)
        self.assertEqual(self.judge(DEEP, 503, page(1), pages=pages, asked=now + PATIENCE + 1).failure, STALE)
        self.assertEqual(self.judge(DEEP, 503, page(2), pages=pages, asked=now + PATIENCE + 1).kind, PAGE)
        self.assertEqual(self.judge(DEEP, 503, page(3), pages=pages, asked=now).failure, STALE)

    def test_the_page_of_haproxy_is_no_page(self):
        self.assertEqual(self.judge(DEEP, 503, b"<h1>503 Service Unavailable</h1>", {}).failure, UNAVAILABLE)

    def test_a_file_that_is_there_is_not_answered_by_the_page(self):
        self.assertEqual(self.judge(Request("GET", "/logo.png"), 503, page(0)).failure, WRONG)
        self.assertEqual(self.judge(DEEP, 200, page(0)).failure, WRONG)


class Exchanges(unittest.IsolatedAsyncioTestCase):
    async def serve(self, answer):
        async def respond(reader, writer):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(answer)
            writer.close()

        server = await asyncio.start_server(respond, "127.0.0.1", 0)
        self.addCleanup(server.close)
        return server.sockets[0].getsockname()[1]

    async def test_an_answer_that_ends_too_soon_is_incomplete(self):
        whole = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
        for size in (0, 10, len(whole) - 1):
            connection = await Connection.to(await self.serve(whole[:size]))
            with self.assertRaises(Incomplete) as raised:
                await connection.ask(DEEP)
            self.assertEqual(raised.exception.received, size)
            connection.close()
        connection = await Connection.to(await self.serve(whole))
        self.assertEqual((await connection.ask(DEEP)).body, b"hello")
        connection.close()

    async def visit(self, port, keeps=True):
        ledger = Ledger()
        site = SimpleNamespace(pages=editions(0), films=editions(0))
        visitor = Visitor(port, keeps, site, ledger, random.Random(1))
        await visitor.visit()
        return visitor, ledger

    async def test_a_visitor_enters_what_fails(self):
        cut = await self.serve(b"HTTP/1.1 503 \r\nMaintenance: on\r\nContent-Length: 9\r\n\r\nhalf")
        self.assertEqual((await self.visit(cut))[1].failures, {CUT: 1})
        garbled = await self.serve(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")
        self.assertEqual((await self.visit(garbled))[1].failures, {WRONG: 1})
        nobody = Application().port
        self.assertEqual((await self.visit(nobody))[1].failures, {REFUSED: 1})

    async def test_a_request_is_repeated_where_a_kept_connection_has_ended(self):
        application = Application()
        await application.come_up()
        visitor, ledger = await self.visit(application.port)
        application.go_down()
        await application.come_up()
        await visitor.visit()
        application.go_down()
        visitor.leave()
        self.assertEqual((ledger.kinds, ledger.failures, ledger.repeated), ({APPLICATION: 2}, {}, 1))

    async def test_a_server_that_ends_is_a_fault(self):
        with tempfile.TemporaryDirectory() as folder:
            process = Maintenance("/bin/false", "steady", 1, 1, folder, Path(folder))
            with self.assertRaises(Failed):
                await process.until_listening()


class Sites(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.site = Site(Path(folder.name, "site"))

    def test_each_edit_is_the_latest_edition(self):
        read = (self.site.directory / "index.html").read_bytes
        self.site.rename_page()
        self.assertEqual((read(), self.site.pages.latest), (page(1), 1))
        finish = self.site.begin_page_in_place()
        self.assertTrue(0 < len(read()) < len(page(2)))
        self.assertEqual(self.site.pages.latest, 1)
        finish()
        self.assertEqual((read(), self.site.pages.latest), (page(2), 2))

    def test_the_log_is_rotated(self):
        log = self.site.directory / "growing.log"
        while not log.with_suffix(".log.1").exists():
            self.site.append_to_log()
        self.assertGreater(log.with_suffix(".log.1").stat().st_size, LOG_SIZE)
        self.assertFalse(log.exists())


def samples(role, memory, descriptors=20, threads=5, generation=1):
    return [Sample(at, role, generation, memory(at), descriptors, threads) for at in range(100)]


class Verdicts(unittest.TestCase):
    steady = samples("steady", lambda at: 4 << 20)
    restarted = samples("restarted", lambda at: 3 << 20)
    answered = dict.fromkeys(KINDS, 1)

    def complaints(self, found, failures={}, done={"floods": 1}, answered=None):
        return complaints(growths(found, 40), answered or self.answered, failures, done)

    def test_what_does_not_grow_holds(self):
        self.assertEqual(self.complaints(self.steady + self.restarted), [])

    def test_what_grows_does_not(self):
        grown = samples("steady", lambda at: (4 << 20) + at * 40_000)
        self.assertRegex(self.complaints(grown + self.restarted)[0], "^memory of the steady server grew from 6,")
        more = [Sample(at, "restarted", 1, 3 << 20, 20 + at // 4, 5 + at // 50) for at in range(100)]
        self.assertEqual(len(self.complaints(self.steady + more)), 2)

    def test_the_warm_up_does_not_count(self):
        warmed = samples("steady", lambda at: (1 if at < 40 else 4) << 20)
        self.assertEqual(self.complaints(warmed + self.restarted), [])

    def test_of_processes_that_overlap_the_newest_counts(self):
        old = [Sample(at, "restarted", 1, 90 << 20, 20, 5) for at in range(80, 100)]
        new = samples("restarted", lambda at: 3 << 20, generation=2)
        self.assertEqual(self.complaints(self.steady + new + old), [])

    def test_a_failure_does_not_hold(self):
        self.assertEqual(self.complaints(self.steady + self.restarted, {TORN: 2}), ["2 × torn body"])

    def test_what_was_not_played_does_not_hold(self):
        found = self.complaints(self.steady, done={"floods": 0}, answered=self.answered | {PAGE: 0})
        self.assertEqual(found, ["no growth of the restarted server was measured", "no page was answered", "no floods"])

    def test_a_short_soak_plays_everything(self):
        pace = Pace.of(180)
        self.assertLess(2 * pace.restart, 60)
        self.assertLess(pace.first_flood + 20, 60)
        self.assertEqual(Pace.of(3600), Pace.of(36_000))


class Reports(unittest.TestCase):
    samples = samples("steady", lambda at: 4 << 20) + samples("restarted", lambda at: (3 << 20) + at * 1000)
    traffic = [Traffic(at, {"application": 50.0, "maintenance": 150.0, "failed": 0.0}) for at in range(100)]

    def test_every_point_of_the_plot_lies_within_it(self):
        drawing = ElementTree.fromstring(plot.drawn(self.samples, self.traffic, [(10, 25)], 100))
        lines = [line for line in drawing.iter() if line.tag.endswith("polyline")]
        self.assertEqual(len(lines), 3 + 3 * 2)
        for line in lines:
            points = [tuple(map(float, point.split(","))) for point in line.get("points").split()]
            self.assertEqual(len(points), 100)
            for x, y in points:
                self.assertTrue(plot.LEFT <= x <= plot.WIDTH - plot.RIGHT and 20 <= y <= plot.PANEL, (x, y))

    def test_a_restart_interrupts_its_line(self):
        second = [Sample(at, "restarted", 2, 1 << 20, 9, 5) for at in range(100, 110)]
        lines = plot.drawn(self.samples + second, self.traffic, [], 110).count("<polyline")
        self.assertEqual(lines, 3 + 3 * 3)

    def test_a_soak_that_failed_at_the_start_has_a_plot(self):
        ElementTree.fromstring(plot.drawn([], [], [], 100))

    def test_the_page_says_what_does_not_hold(self):
        results = {
            "machine": {"processor": "Example", "cores": 2, "kernel": "6.1.0", "system": "Debian"}, "haproxy": "HAProxy 2.6",
            "hours": 1, "rate": 200, "others": 0.1, "complaints": ["2 × torn body"], "answers": {}, "failures": {TORN: 2},
            "growth": [{"figure": "memory", "role": "steady", "first": 1 << 20, "last": 3 << 19}], "played": {}, "latency": {},
            "metrics": {},
        }
        text = report.written(results)
        self.assertIn("**It does not hold: 2 × torn body.**", text)
        self.assertIn("| memory, steady server | 1.00 MiB | 1.50 MiB |", text)
        self.assertIn("**It holds.**", report.written(results | {"complaints": []}))

    def test_samples_become_columns(self):
        self.assertEqual(columns([Traffic(1, {"a": 2}), Traffic(3, {"a": 4})]), {"at": [1, 3], "rates": [{"a": 2}, {"a": 4}]})

    def test_a_process_is_sampled(self):
        process = SimpleNamespace(id=os.getpid(), role="steady", generation=1)
        with tempfile.TemporaryFile():
            more = sample_of(process, 1)
        less = sample_of(process, 2)
        self.assertEqual(more.descriptors, less.descriptors + 1)
        self.assertGreater(less.memory, 1 << 20)
        self.assertGreaterEqual(less.threads, 1)


if __name__ == "__main__":
    unittest.main()
