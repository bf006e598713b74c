"""HAProxy, the applications and the maintenance servers."""

import asyncio
import contextlib
import shutil
import signal
import subprocess
import time
from pathlib import Path

from bench.servers import filled, free_port
from soak.judgement import application_text

PATIENCE = 60
DRAIN = 4
IDLE_TIMEOUT = 60
# The size at which an access log is emptied.
LOG_SIZE = 64 << 20

STEADY, RESTARTED = "steady", "restarted"


class Failed(Exception):
    """A failure of a server that ends the soak."""


def haproxy():
    return shutil.which("haproxy", path="/usr/local/sbin:/usr/sbin") or "haproxy"


class Application:
    """Answers every request with its method and target, while it is up."""

    def __init__(self):
        self.port = free_port()
        self._listener = None
        self._idle = set()

    async def come_up(self):
        self._listener = await asyncio.start_server(self._serve, "127.0.0.1", self.port)

    def go_down(self):
        """Closes the listener and the idle connections. An answer under way is the last of its connection."""
        self._listener.close()
        self._listener = None
        for writer in self._idle:
            writer.close()

    async def _serve(self, reader, writer):
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while self._listener:
                self._idle.add(writer)
                head = await reader.readuntil(b"\r\n\r\n")
                self._idle.discard(writer)
                method, target, *_ = head.decode("latin-1").split()
                length = next((line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), b":0")
                await reader.readexactly(int(length.partition(b":")[2]))
                # The time of an application's work, so that requests are under way when it goes down.
                await asyncio.sleep(0.01)
                body = application_text(method, target)
                fields = f"X-Application: yes\r\nContent-Length: {len(body)}\r\n"
                writer.write(f"HTTP/1.1 200 OK\r\n{fields}\r\n".encode() + (b"" if method == "HEAD" else body))
                await writer.drain()
        self._idle.discard(writer)
        writer.close()


class Maintenance:
    """One process of the tested server."""

    def __init__(self, binary, role, generation, port, site, folder):
        self.role, self.generation, self.port = role, generation, port
        self._log = folder / f"{role}.{generation}.log"
        self._access_log = folder / f"{role}.{generation}.access"
        command = [
            binary, "--dir", site, "--listen", f"127.0.0.1:{port}", "--reuse-port", "--workers", "2", "--access-log", "json",
            "--drain", str(DRAIN), "--idle-timeout", str(IDLE_TIMEOUT), "--admin", f"unix:{self._log.with_suffix('.admin')}",
        ]
        with open(self._log, "w") as log, open(self._access_log, "a") as access_log:
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=access_log, stderr=log)

    @property
    def id(self):
        return self._process.pid

    async def until_listening(self):
        end = time.monotonic() + PATIENCE
        while "listening on" not in self._log.read_text():
            self.check_alive()
            if time.monotonic() > end:
                raise Failed(f"{self._name} does not listen: {self.log_end()}")
            await asyncio.sleep(0.02)

    async def stop(self):
        self._process.send_signal(signal.SIGTERM)
        end = time.monotonic() + PATIENCE
        while self._process.poll() is None:
            if time.monotonic() > end:
                raise Failed(f"{self._name} does not stop: {self.log_end()}")
            await asyncio.sleep(0.02)
        if self._process.returncode != 0:
            raise Failed(f"{self._name} ended with {self._process.returncode}: {self.log_end()}")
        for file in (self._log, self._access_log):
            file.unlink()

    def kill(self):
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        self._process.wait()

    def check_alive(self):
        if self._process.poll() is not None:
            raise Failed(f"{self._name} ended with {self._process.returncode}: {self.log_end()}")

    def check_log(self):
        """Empties a large access log."""
        if self._access_log.stat().st_size > LOG_SIZE:
            with open(self._access_log, "r+b") as log:
                log.truncate(0)

    @property
    def _name(self):
        return f"maintenance, {self.role} {self.generation},"

    def log_end(self):
        return self._log.read_text()[-2000:]

    async def metrics(self):
        """The server's metrics, by their names and labels."""
        reader, writer = await asyncio.open_unix_connection(self._log.with_suffix(".admin"))
        writer.write(b"GET /metrics HTTP/1.0\r\n\r\n")
        text = (await reader.read()).decode().partition("\r\n\r\n")[2]
        writer.close()
        samples = (line.rpartition(" ") for line in text.splitlines() if line and not line.startswith("#"))
        return {name: float(value) for name, _, value in samples}


class Deployment:
    def __init__(self, binary, site, folder):
        self.site, self.folder = site, Path(folder)
        self.port = free_port()
        self.applications = [Application(), Application()]
        self.ports = {STEADY: free_port(), RESTARTED: free_port()}
        # The newest process of each role.
        self.newest = {}
        # All running processes.
        self.running = []
        self._binary = binary
        self._haproxy = None

    async def start(self):
        for role in self.ports:
            await self.start_next(role)
        for application in self.applications:
            await application.come_up()
        template = (Path(__file__).parent / "haproxy.cfg").read_text()
        words = {"port": self.port, "app1": self.applications[0].port, "app2": self.applications[1].port, **self.ports}
        configuration = self.folder / "haproxy.cfg"
        configuration.write_text(filled(template, words))
        with open(self.folder / "haproxy.log", "w") as log:
            self._haproxy = subprocess.Popen([haproxy(), "-db", "-f", configuration], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        await self._until_answered()

    async def _until_answered(self):
        end = time.monotonic() + PATIENCE
        while True:
            with contextlib.suppress(ConnectionError):
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                writer.close()
                return
            self.check_alive()
            if time.monotonic() > end:
                raise Failed("HAProxy does not listen")
            await asyncio.sleep(0.02)

    async def start_next(self, role):
        """Starts a process of the role, even beside an older one, and waits until it listens."""
        generation = self.newest[role].generation + 1 if role in self.newest else 1
        process = Maintenance(self._binary, role, generation, self.ports[role], self.site.directory, self.folder)
        self.running.append(process)
        await process.until_listening()
        self.newest[role] = process

    async def stop(self, process):
        await process.stop()
        self.running.remove(process)

    def check_alive(self):
        if self._haproxy.poll() is not None:
            raise Failed(f"HAProxy ended: {(self.folder / 'haproxy.log').read_text()[-2000:]}")
        self.newest[STEADY].check_alive()

    def kill(self):
        for process in self.running:
            process.kill()
        if self._haproxy:
            self._haproxy.kill()
            self._haproxy.wait()
