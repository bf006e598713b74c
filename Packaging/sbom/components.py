"""The components whose code is in the executable."""

import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

# A file of the linker's map: a path, in an archive perhaps with its member.
FILE = re.compile(r"(?<![^\s(])(/[^\s()]+\.(?:a|o))(?=[\s()]|$)", re.MULTILINE)

# SPDX's names for the licences in `third-party`.
LICENCES = {
    "gcc": "GPL-3.0-or-later WITH GCC-exception-3.1",
    "glibc": "LGPL-2.1-or-later",
    "libevent": "BSD-3-Clause",
    "swift": "Apache-2.0 WITH Swift-exception",
    "swift-argument-parser": "Apache-2.0 WITH Swift-exception",
    "swift-log": "Apache-2.0",
    "zlib": "Zlib",
}


@dataclass(frozen=True, order=True)
class Component:
    name: str
    version: str
    # The origin, as a package URL (https://github.com/package-url/purl-spec).
    purl: str
    # The file with its licence.
    licence_file: Path
    # In Debian's archive: `libevent (= 2.1.12-stable-8)`.
    debian_source: str | None = None
    # SPDX's form of a commit: `git+https://…@…`.
    download: str | None = None

    @property
    def licence(self) -> str | None:
        return LICENCES.get(re.sub(r"-\d+$", "", self.name))


def components(map_file: Path, build: Path, resolved: Path, toolchain: Path) -> list[Component]:
    """`build` is SwiftPM's folder, whose objects are the program's own, and those of the packages in `resolved`."""
    files = sorted({Path(name) for name in FILE.findall(map_file.read_text(errors="replace"))})
    if not files:
        raise ValueError(f"{map_file} names no file")
    found = swift_packages(resolved, build)
    for file in files:
        if is_runtime(file, toolchain):
            found.append(swift_runtime(toolchain))
        elif not file.is_relative_to(build) and not is_intermediate(file):
            found.append(debian_package(file))
    # Several packages of Debian come from one source.
    return sorted({component.name: component for component in found}.values())


def is_runtime(file: Path, toolchain: Path) -> bool:
    """The toolchain may be in /usr, beside Debian's libraries."""
    return any(file.is_relative_to(toolchain / "lib" / name) for name in ("clang", "swift", "swift_static"))


def is_intermediate(file: Path) -> bool:
    """The compiler's own, which it has removed after the link."""
    return file.is_relative_to("/tmp")


def swift_packages(resolved: Path, build: Path) -> list[Component]:
    pins = json.loads(resolved.read_text())["pins"]
    return [
        Component(
            name=pin["identity"],
            version=pin["state"]["version"],
            purl=f"pkg:swift/{pin['location'].removeprefix('https://').removesuffix('.git')}@{pin['state']['version']}",
            licence_file=build / "checkouts" / pin["identity"] / "LICENSE.txt",
            download=f"git+{pin['location']}@{pin['state']['revision']}",
        )
        for pin in pins
    ]


def swift_runtime(toolchain: Path) -> Component:
    text = output(str(toolchain / "bin" / "swift"), "--version")
    version = re.search(r"Swift version (\S+) \(swift-(\S+)\)", text)
    assert version, text
    return Component(
        name="swift",
        version=version[1],
        purl=f"pkg:github/swiftlang/swift@swift-{version[2]}",
        licence_file=toolchain / "share" / "swift" / "LICENSE.txt",
    )


def debian_package(file: Path) -> Component:
    owner = output("dpkg-query", "--search", str(file.resolve())).split(": ")[0]
    form = "${source:Package}\t${source:Version}"
    source, version = output("dpkg-query", "--show", f"--showformat={form}", owner).split("\t")
    package = owner.split(":")[0]
    return Component(
        name=source,
        version=version,
        purl=f"pkg:deb/debian/{source}@{quote(version, safe='.-~:')}?arch=source",
        licence_file=Path("/usr/share/doc") / package / "copyright",
        debian_source=f"{source} (= {version})",
    )


def output(*line: str) -> str:
    return subprocess.run(line, check=True, capture_output=True, text=True).stdout
