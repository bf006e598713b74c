"""python3 -m installation PACKAGE FOLDER RELEASE ...: follows the package through its life on each release."""

import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from .machine import Machine, archive, wait_for

UNITS = ["maintenance.service", "maintenance.socket"]
VISITORS = Path(__file__).with_name("visitors.py")


def main() -> None:
    package, folder, *releases = sys.argv[1:]
    for release in releases:
        # Not in /tmp, which may be too small for a Debian.
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            machine = Machine(archive(release, Path(folder)), Path(scratch))
            try:
                follow(Life(machine, Path(package), newer(Path(package), Path(scratch))), release)
            finally:
                machine.stop()
    print(f"{len(releases) * len(STEPS)} passed, 0 failed")


def newer(package: Path, scratch: Path) -> Path:
    """The same package as a later version."""
    tree = scratch / "newer"
    subprocess.run(["dpkg-deb", "--raw-extract", str(package), str(tree)], check=True)
    control = tree / "DEBIAN" / "control"
    control.write_text(re.sub(r"^Version: .*$", r"\g<0>+newer", control.read_text(), flags=re.MULTILINE))
    built = scratch / "newer.deb"
    line = ["dpkg-deb", "--build", "-Zgzip", "-z1", str(tree), str(built)]
    subprocess.run(line, check=True, stdout=subprocess.DEVNULL)
    return built


def follow(life: "Life", release: str) -> None:
    for step in STEPS:
        begin = time.monotonic()
        step(life)
        print(f"{release}: {step.__name__.replace('_', ' ')} ({time.monotonic() - begin:.1f} s)", flush=True)


class Life:
    def __init__(self, machine: Machine, package: Path, newer: Path):
        self.machine = machine
        self.package = package
        self.newer = newer

    def install(self, package: Path) -> None:
        (self.machine.root / "root" / "maintenance.deb").write_bytes(package.read_bytes())
        # The old configuration is kept, as by apt without a terminal.
        self.machine.run("dpkg", "--force-confold", "--install", "/root/maintenance.deb")

    def page(self, port: int = 8088, path: str = "/shop/cart") -> str:
        # A minimal Debian has no HTTP client, so bash sends the request.
        request = f"GET {path} HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\n\\r\\n"
        script = f"exec 3<>/dev/tcp/127.0.0.1/{port} && printf '{request}' >&3 && cat <&3"
        return self.machine.run("bash", "-c", script, check=False)

    def state(self, unit: str) -> str:
        return self.machine.run("systemctl", "is-active", unit, check=False)

    def property(self, name: str) -> str:
        return self.machine.run("systemctl", "show", "--value", f"--property={name}", "maintenance.service")


def it_is_installed_enabled_and_started(life: Life) -> None:
    life.install(life.package)
    for unit in UNITS:
        assert life.state(unit) == "active", life.machine.run("journalctl", "--no-pager", "--unit", unit)
        assert life.machine.run("systemctl", "is-enabled", unit) == "enabled", unit
    page = life.page()
    assert page.startswith("HTTP/1.1 503 ") and "Maintenance: on" in page, page
    process = Path(f"/proc/{life.machine.leader}/root/proc/{life.property('MainPID')}/status").read_text()
    assert "\nUid:\t0" not in process, process
    assert "\nNoNewPrivs:\t1" in process and "\nCapEff:\t0000000000000000" in process, process


def the_socket_listens_on_loopback_only(life: Life) -> None:
    table = life.machine.run("cat", "/proc/net/tcp") + life.machine.run("cat", "/proc/net/tcp6")
    listening = [line.split()[1] for line in table.splitlines() if " 0A " in line]
    assert listening == ["0100007F:1F98"], listening


def a_page_of_the_operator_is_served(life: Life) -> None:
    life.machine.run("maintenance", "init", "--site-name", "Blackwood Books", "/etc/maintenance/site")
    defaults = (life.machine.root / "etc/default/maintenance").read_text()
    assert "\n#MAINTENANCE_DIR=/etc/maintenance/site\n" in defaults, defaults
    life.machine.write("/etc/default/maintenance", defaults.replace("#MAINTENANCE_DIR", "MAINTENANCE_DIR"))
    life.machine.run("systemctl", "restart", "maintenance")
    assert "Blackwood Books" in life.page()


def a_note_is_shown(life: Life) -> None:
    life.machine.run("maintenance", "note", "--state", "/var/lib/maintenance", "Restoring the database")
    wait_for("the note is in the page", lambda: "Restoring the database" in life.page())


def a_reload_takes_the_page_without_a_new_process(life: Life) -> None:
    process = life.property("MainPID")
    life.machine.run("systemctl", "reload", "maintenance")
    # Until the server reports that it is ready, the state is `reloading`.
    wait_for("the reload is over", lambda: life.state("maintenance.service") == "active")
    assert life.property("MainPID") == process and life.property("SubState") == "running"
    assert life.page().startswith("HTTP/1.1 503 ")


def a_reload_is_awaited_where_systemd_knows_how(life: Life) -> None:
    """Type=notify-reload, for units of one's own: systemd waits for the server's word."""
    if int(life.machine.run("systemctl", "--version").split()[1]) < 253:
        return
    drop_in = "/etc/systemd/system/maintenance.service.d/reload.conf"
    life.machine.write(drop_in, "[Service]\nType=notify-reload\nExecReload=\n")
    life.machine.run("systemctl", "daemon-reload")
    life.machine.run("systemctl", "restart", "maintenance.service")
    site = life.machine.root / "etc/maintenance/site/index.html"
    site.write_text(site.read_text().replace("Blackwood Books", "Blackwood Books & Maps"))
    life.machine.run("systemctl", "reload", "maintenance.service")
    assert "Books & Maps" in life.page()
    (life.machine.root / drop_in.lstrip("/")).unlink()
    life.machine.run("systemctl", "daemon-reload")


def the_port_of_operators_is_a_socket_of_its_own(life: Life) -> None:
    assert life.state("maintenance-admin.socket") == "inactive"
    life.machine.run("systemctl", "stop", "maintenance.service")
    life.machine.run("systemctl", "start", "maintenance-admin.socket", "maintenance.service")
    assert "maintenance_build_info" in life.page(9088, "/metrics")


def an_upgrade_fails_no_request(life: Life) -> None:
    # systemd starts a service five times within ten seconds, which the steps before may have used up.
    life.machine.run("systemctl", "reset-failed", "maintenance.service")
    process = life.property("MainPID")
    visitors = subprocess.Popen(
        life.machine.entering("--net", "--", sys.executable, str(VISITORS), "8088"),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )
    try:
        life.install(life.newer)
        life.machine.run("systemctl", "restart", "maintenance.service")
    finally:
        served, failed = visitors.communicate("")
    assert visitors.returncode == 0, failed
    assert int(served) > 100, served
    print(f"  {served.strip()} requests during the upgrade, none failed")
    assert life.property("MainPID") != process
    assert life.machine.run("dpkg-query", "--show", "--showformat=${Version}", "maintenance").endswith("+newer")
    page = life.page()
    assert "Blackwood Books" in page and "Restoring the database" in page


def it_is_removed_and_the_configuration_stays(life: Life) -> None:
    life.machine.run("dpkg", "--remove", "maintenance")
    for unit in [*UNITS, "maintenance-admin.socket"]:
        assert life.state(unit) == "inactive", unit
    assert "refused" in life.page()
    assert not life.machine.has("/usr/bin/maintenance")
    assert life.machine.has("/etc/default/maintenance") and life.machine.has("/etc/maintenance/site/index.html")
    assert life.machine.has("/var/lib/maintenance/note")


def it_is_purged_and_the_page_stays(life: Life) -> None:
    life.machine.run("dpkg", "--purge", "maintenance")
    assert life.machine.has("/etc/maintenance/site/index.html")
    folders = ["/etc", "/usr", "/var"]
    left = life.machine.run("find", *folders, "-path", "*maintenance*", "-not", "-path", "/etc/maintenance*")
    # The drop-in belongs to the test.
    own = {"/etc/systemd/system/maintenance.service.d", "/etc/systemd/system/maintenance.service.d/host.conf"}
    assert set(left.splitlines()) <= own, left


STEPS = [
    it_is_installed_enabled_and_started,
    the_socket_listens_on_loopback_only,
    a_page_of_the_operator_is_served,
    a_note_is_shown,
    a_reload_takes_the_page_without_a_new_process,
    a_reload_is_awaited_where_systemd_knows_how,
    the_port_of_operators_is_a_socket_of_its_own,
    an_upgrade_fails_no_request,
    it_is_removed_and_the_configuration_stays,
    it_is_purged_and_the_page_stays,
]

main()
