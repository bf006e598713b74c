"""The served site, whose page and film are edited. Each edition differs in every line, so that a mixture of two shows."""

import functools
import os
import re
import time
from pathlib import Path

LOGO = bytes(range(256)) * 80
# Over 1 MiB, so it is sent from disk, and larger than the kernel's buffers for a client that reads nothing.
FILM_SIZE = 8 << 20
# The log is rotated at this size.
LOG_SIZE = 200_000
# The most time until every visitor sees an edit. The documentation promises a second on an idle machine.
PATIENCE = 15

_LINES = 300


def page(edition):
    return b"<!DOCTYPE html>\n" + b"<p>We will be right back. Edition %d.</p>\n" % edition * _LINES


@functools.lru_cache(maxsize=4)
def film(edition):
    line = b"edition %8d of the film\n" % edition
    return (line * (FILM_SIZE // len(line) + 1))[:FILM_SIZE]


def edition_of(body):
    """The edition of a page or a film, by its first line; None if it is neither."""
    found = re.search(rb"[Ee]dition +(\d+)", body[:100])
    return int(found[1]) if found else None


class Editions:
    """When each edition was replaced."""

    def __init__(self):
        self.latest = 0
        self._replaced = {}

    def replace(self):
        self._replaced[self.latest] = time.monotonic()
        # Older editions must not be visible any more.
        self._replaced.pop(self.latest - 1000, None)
        self.latest += 1

    def is_stale(self, edition, asked):
        """Whether a request that was sent at this time must not see the edition any more."""
        if edition == self.latest:
            return False
        return edition > self.latest or self._replaced.get(edition, 0) < asked - PATIENCE


class Site:
    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir()
        self.pages, self.films = Editions(), Editions()
        self._log = self.directory / "growing.log"
        self._log.touch()
        (self.directory / "index.html").write_bytes(page(0))
        (self.directory / "film.mp4").write_bytes(film(0))
        (self.directory / "logo.png").write_bytes(LOGO)

    def rename_page(self):
        """Edits like a careful program."""
        self._rename("index.html", page(self.pages.latest + 1))
        self.pages.replace()

    def rename_film(self):
        self._rename("film.mp4", film(self.films.latest + 1))
        self.films.replace()

    def begin_page_in_place(self):
        """Edits like a careless program: truncates the page, and writes half of the new one. `finish` writes the rest."""
        text = page(self.pages.latest + 1)
        file = open(self.directory / "index.html", "wb", buffering=0)
        file.write(text[: len(text) // 2])

        def finish():
            with file:
                file.write(text[len(text) // 2 :])
            self.pages.replace()

        return finish

    def append_to_log(self):
        with open(self._log, "a") as log:
            log.write(f"{time.time():.3f} a line of a log that somebody left in the site\n")
        if self._log.stat().st_size > LOG_SIZE:
            os.rename(self._log, self.directory / "growing.log.1")

    def _rename(self, name, content):
        temporary = self.directory / f".{name}.new"
        temporary.write_bytes(content)
        os.rename(temporary, self.directory / name)
