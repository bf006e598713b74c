import json
import tempfile
import unittest
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from unittest import mock

from sbom import components as module
from sbom.components import FILE, Component, components
from sbom.document import document

MAP = """Archive member included because of file (symbol)

/usr/lib/x86_64-linux-gnu/libevent.a(buffer.o)
                              /src/.build/release/Libevent.build/Connections.swift.o (evbuffer_get_length)
/toolchain/usr/lib/swift_static/linux/libswiftCore.a(Array.cpp.o)
 .text          0x0000000000401000       0x10 /usr/lib/x86_64-linux-gnu/crt1.o
 .text          0x0000000000401010       0x10 /tmp/maintenance-1.autolink.o
"""


class ComponentTests(unittest.TestCase):
    def found(self, text: str, toolchain: str = "/toolchain/usr") -> list[Component]:
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        (folder / "map").write_text(text)
        pin = {
            "identity": "swift-log", "location": "https://github.com/apple/swift-log",
            "state": {"version": "1.16.2", "revision": "c2cb"},
        }
        (folder / "resolved").write_text(json.dumps({"pins": [pin]}))
        return components(folder / "map", Path("/src/.build"), folder / "resolved", Path(toolchain))

    def answer(self, *line: str) -> str:
        """What the tools say."""
        match line:
            case ("dpkg-query", "--search", file):
                owners = {"libevent.a": "libevent-dev:amd64", "crt1.o": "libc6-dev:amd64", "libm.a": "libc6-dev:amd64"}
                return f"{owners[Path(file).name]}: {file}\n"
            case ("dpkg-query", "--show", _, "libevent-dev:amd64"):
                return "libevent\t2.1.12-stable-8+deb12u1"
            case ("dpkg-query", "--show", _, "libc6-dev:amd64"):
                return "glibc\t2.36-9"
            case (_, "--version"):
                return "Swift version 6.3.1 (swift-6.3.1-RELEASE)\n"
        raise AssertionError(line)

    def setUp(self):
        self.enterContext(mock.patch.object(module, "output", self.answer))

    def test_each_library_of_the_map_has_its_component(self):
        found = {component.name: component.version for component in self.found(MAP)}
        versions = {"glibc": "2.36-9", "libevent": "2.1.12-stable-8+deb12u1", "swift": "6.3.1", "swift-log": "1.16.2"}
        self.assertEqual(found, versions)

    def test_a_component_is_listed_once(self):
        names = [component.name for component in self.found(MAP + "/usr/lib/x86_64-linux-gnu/libm.a(e_pow.o)\n")]
        self.assertEqual(names, sorted(set(names)))

    def test_the_toolchain_may_be_beside_the_libraries(self):
        found = self.found(MAP.replace("/toolchain", ""), toolchain="/usr")
        self.assertEqual([component.name for component in found], ["glibc", "libevent", "swift", "swift-log"])

    def test_a_component_says_where_it_comes_from(self):
        event, log = (next(each for each in self.found(MAP) if each.name == name) for name in ("libevent", "swift-log"))
        self.assertEqual(event.purl, "pkg:deb/debian/libevent@2.1.12-stable-8%2Bdeb12u1?arch=source")
        self.assertEqual(event.debian_source, "libevent (= 2.1.12-stable-8+deb12u1)")
        self.assertEqual(event.licence, "BSD-3-Clause")
        self.assertEqual(log.purl, "pkg:swift/github.com/apple/swift-log@1.16.2")

    def test_the_document_names_the_executable_and_what_is_linked(self):
        with tempfile.NamedTemporaryFile() as executable:
            bill = document(Path(executable.name), "1.2.3", self.found(MAP), datetime(2026, 11, 29))
        names = ["glibc", "libevent", "swift", "swift-log"]
        self.assertEqual([package["name"] for package in bill["packages"]], ["maintenance", *names])
        self.assertEqual(bill["packages"][0]["checksums"][0]["checksumValue"], sha256(b"").hexdigest())
        self.assertEqual(bill["creationInfo"]["created"], "2026-11-29T00:00:00Z")
        relations = [(each["relationshipType"], each["relatedSpdxElement"]) for each in bill["relationships"]]
        linked = [("STATIC_LINK", f"SPDXRef-{name}") for name in names]
        self.assertEqual(relations, [("DESCRIBES", "SPDXRef-maintenance"), *linked])

    def test_a_library_that_belongs_to_nobody_is_an_error(self):
        with self.assertRaises(KeyError):
            self.found(MAP + "/unknown/libother.a(x.o)\n")

    def test_a_map_without_files_is_an_error(self):
        with self.assertRaises(ValueError):
            self.found("")

    def test_members_and_relative_names_are_no_files(self):
        self.assertEqual(FILE.findall("/usr/lib/libc.a(printf.o)\nlib/x.o /a/b.o"), ["/usr/lib/libc.a", "/a/b.o"])


if __name__ == "__main__":
    unittest.main()
