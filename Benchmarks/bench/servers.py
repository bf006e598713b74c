"""The measured servers: this one, its peers, and the two limits. Each listens on 127.0.0.1 with one worker, unless a test
needs more."""

import contextlib
import os
import random
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench.machine import pinned

FOLDER = Path(__file__).parent.parent
# The longest start, with 100,000 files on a busy machine.
PATIENCE = 30
# The bytes of a server's messages about its start and its stop.
LOG_SIZE = 16_384
# The requests that are under way when the load ends, and the lines in a buffer of 64 KiB.
LOG_SLACK = 1_000


@dataclass(frozen=True)
class Server:
    name: str
    title: str
    command: tuple[str, ...]
    configuration: str | None = None
    # "peer" and "limit" are compared with "ours".
    kind: str = "peer"
    # Whether it serves the site's files, or only the page.
    has_files: bool = True
    has_gzip: bool = True
    # The text for @log@ if requests are logged, and for @proxy_protocol@ if a PROXY header begins each connection. A
    # server without it is not in these tests.
    log: str = ""
    proxy_protocol: str = ""
    # The text for @tuning@.
    tuning: str = ""


OURS = "maintenance"

NGINX = ("@debian@/usr/sbin/nginx", "-p", "@state@", "-e", "stderr", "-c", "@configuration@")

SERVERS = (
    Server(
        OURS, "maintenance",
        ("@binary@", "--dir", "@site@", "--address", "127.0.0.1", "--port", "@port@", "--workers", "@workers@",
         "--idle-timeout", "300", "@log@", "@proxy_protocol@"),
        kind="ours", log="--access-log=combined", proxy_protocol="--proxy-protocol",
    ),
    Server(
        "nginx", "nginx", NGINX, "nginx.conf", log="access_log @access_log@ combined;", proxy_protocol="proxy_protocol",
    ),
    Server(
        "nginx-tuned", "tuned nginx", NGINX, "nginx.conf", log="access_log @access_log@ combined buffer=64k flush=1s;",
        proxy_protocol="proxy_protocol", tuning="include @peers@/nginx-tuning.conf;",
    ),
    Server(
        "lighttpd", "lighttpd",
        ("@debian@/usr/sbin/lighttpd", "-D", "-m", "@debian@/usr/lib/lighttpd", "-f", "@configuration@"), "lighttpd.conf",
        log='server.modules += ("mod_accesslog")\naccesslog.filename = "@access_log@"',
        proxy_protocol='server.modules += ("mod_extforward")\nextforward.hap-PROXY = "enable"\n'
                       'extforward.forwarder = ("127.0.0.1" => "trust")',
    ),
    Server(
        "caddy", "Caddy",
        ("@debian@/usr/bin/caddy", "run", "--adapter", "caddyfile", "--config", "@configuration@"), "Caddyfile",
    ),
    Server(
        "haproxy", "HAProxy return", ("@debian@/usr/sbin/haproxy", "-db", "-f", "@configuration@"), "haproxy.cfg",
        has_files=False, proxy_protocol="accept-proxy",
    ),
    Server(
        "h2o", "h2o", ("@debian@/usr/bin/h2o", "-c", "@configuration@"), "h2o.conf",
        log="access-log: @access_log@",
    ),
    Server("evhttp", "evhttp in C", ("@limits@/evhttp_send_reply", "@port@", "@site@"), kind="limit", has_files=False),
    Server("epoll", "epoll loop", ("@limits@/epoll", "@port@", "@site@"), kind="limit", has_files=False, has_gzip=False),
)

FRONT = Server("front", "HAProxy in front", ("@debian@/usr/sbin/haproxy", "-db", "-f", "@configuration@"), "front.cfg")


class Running:
    """A running server, with its files in a separate folder."""

    def __init__(self, server, places, site, cores, workers=1, logged=False, proxy_protocol=False, **more):
        self.server = server
        self.port = free_port()
        self._state = tempfile.TemporaryDirectory(prefix="bench-")
        # nginx and h2o change from root to another user before they read their files.
        os.chmod(self._state.name, 0o755)
        self._log = open(f"{self._state.name}/log", "w+", encoding="utf-8", errors="replace")
        # Each server appends to its access log, which for this server is standard output.
        self._access_log = Path(self._state.name, "access_log")
        self._access_log.touch(mode=0o666)
        self._access_log.chmod(0o666)
        words = {
            # These texts contain placeholders, so they are inserted first.
            "log": server.log if logged else "", "proxy_protocol": server.proxy_protocol if proxy_protocol else "",
            "tuning": server.tuning, "access_log": self._access_log,
            **places, "port": self.port, "site": site, "workers": workers, "state": self._state.name,
            "peers": FOLDER / "peers", "configuration": f"{self._state.name}/configuration", **more,
        }
        if server.configuration:
            template = (FOLDER / "peers" / server.configuration).read_text()
            Path(words["configuration"]).write_text(filled(template, words))
        debian = places["debian"]
        environment = {
            "PATH": os.environ["PATH"], "HOME": self._state.name, "H2O_ROOT": f"{debian}/usr",
            "XDG_CONFIG_HOME": self._state.name, "XDG_DATA_HOME": self._state.name,
        }
        if server.kind == "peer":
            environment["LD_LIBRARY_PATH"] = f"{debian}/usr/lib/x86_64-linux-gnu"
        command = [word for word in (filled(word, words) for word in server.command) if word]
        is_logger = logged and server.kind == "ours"
        with pinned(cores), open(self._access_log, "a") as access_log:
            self.started = time.monotonic_ns()
            self.process = subprocess.Popen(
                command, env=environment, stdin=subprocess.DEVNULL, stdout=access_log if is_logger else self._log,
                stderr=self._log, start_new_session=True,
            )

    @property
    def id(self):
        return self.process.pid

    def connected(self):
        """Connects as soon as the server listens."""
        while True:
            with contextlib.suppress(ConnectionRefusedError):
                return socket.create_connection(("127.0.0.1", self.port))
            if self.process.poll() is not None or time.monotonic_ns() - self.started > PATIENCE * 1e9:
                raise SystemExit(f"script/bench: {self.server.title} does not listen:\n{self.log()}")

    def log(self):
        self._log.seek(0)
        return self._log.read()

    def check_quiet(self):
        """Fails if the server logs requests, because the log would be measured too."""
        if os.fstat(self._log.fileno()).st_size > LOG_SIZE:
            raise SystemExit(f"script/bench: {self.server.title} logs: {self.log()[-1000:]}")

    def empty_access_log(self):
        os.truncate(self._access_log, 0)

    def check_access_log(self, requests):
        """Checks that each request has a line, except those that are still in a buffer."""
        lines = self._access_log.read_bytes().count(b"\n")
        if not min(0.95 * requests, requests - LOG_SLACK) < lines <= requests + LOG_SLACK:
            raise SystemExit(f"script/bench: {self.server.title} logs {lines} lines for {requests} requests")

    def stop(self):
        for number in (signal.SIGTERM, signal.SIGKILL):
            # The whole group is killed, because a master may end before its workers.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.id, number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=2)
        self._log.close()
        self._state.cleanup()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.stop()


def free_port():
    """A port below those that clients get from the kernel, so that no client has it."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def filled(template, words):
    for name, value in words.items():
        template = template.replace(f"@{name}@", str(value))
    return template
