"""A Debian that has just been made, running in a container of systemd-nspawn without a network but loopback."""

import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Callable

ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}


def wait_for(what: str, condition: Callable[[], bool], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not within {seconds} s")
        time.sleep(0.1)


def archive(release: str, folder: Path) -> Path:
    """A minimal Debian with systemd, made once."""
    path = folder / f"{release}.tar"
    subprocess.run(["script/debian-root", release, str(path), "systemd", "systemd-sysv", "dbus"], check=True)
    return path


class Machine:
    def __init__(self, archive: Path, folder: Path):
        self.root = folder / archive.stem
        self.root.mkdir()
        subprocess.run(["tar", "--extract", "--file", str(archive), "--directory", str(self.root)], check=True)
        if not may_make_devices():
            # Of all settings of the unit only this needs a right that hosts in a container lack.
            self.write("/etc/systemd/system/maintenance.service.d/host.conf", "[Service]\nPrivateDevices=no\n")
        self.console = open(folder / f"{archive.stem}.console", "wb")
        self.container = subprocess.Popen(
            [
                "systemd-nspawn", "--quiet", f"--directory={self.root}", f"--machine={archive.stem}-{os.getpid()}",
                "--register=no", "--keep-unit", "--private-network", "--console=pipe", "--boot",
            ],
            # Debian 13 starts only with this setting.
            env={**os.environ, "SYSTEMD_NSPAWN_UNIFIED_HIERARCHY": "1"},
            stdin=subprocess.DEVNULL, stdout=self.console, stderr=subprocess.STDOUT,
        )
        wait_for("the container has a first process", lambda: self.leader is not None)
        # The state is `degraded` if a unit of Debian needs something that a container lacks.
        started = ("running", "degraded")
        wait_for("systemd has started", lambda: self.run("systemctl", "is-system-running", check=False) in started)

    @property
    def leader(self) -> int | None:
        if self.container.poll() is not None:
            raise AssertionError(f"the container has ended: {self.console.name}")
        children = Path(f"/proc/{self.container.pid}/task/{self.container.pid}/children").read_text().split()
        return int(children[0]) if children else None

    def run(self, *line: str, check: bool = True) -> str:
        """Runs a command in the machine, and returns what it has said."""
        run = subprocess.run(
            self.entering("--all", "--", *line), env=ENVIRONMENT, text=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )
        if check and run.returncode:
            raise AssertionError(f"{' '.join(line)}: status {run.returncode}\n{run.stdout}")
        return run.stdout.strip()

    def entering(self, *line: str) -> list[str]:
        return ["nsenter", f"--target={self.leader}", *line]

    def write(self, path: str, text: str) -> None:
        file = self.root / path.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def has(self, path: str) -> bool:
        return os.path.lexists(self.root / path.lstrip("/"))

    def stop(self) -> None:
        if self.container.poll() is None:
            # The signal that makes systemd power off, which ends nspawn.
            if self.leader:
                os.kill(self.leader, signal.SIGRTMIN + 4)
            try:
                self.container.wait(60)
            except subprocess.TimeoutExpired:
                self.container.kill()
                self.container.wait()
        self.console.close()


def may_make_devices() -> bool:
    probe = f"/tmp/maintenance-device-{os.getpid()}"
    try:
        os.mknod(probe, 0o020600, os.makedev(1, 3))
        with open(probe, "rb"):
            return True
    except OSError:
        return False
    finally:
        Path(probe).unlink(missing_ok=True)
