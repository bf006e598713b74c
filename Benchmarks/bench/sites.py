"""The served directories. Every server of a test has the same one."""

import gzip
import random
import shutil
from pathlib import Path

PAGE_SIZE = 4096
IMAGE_SIZE = 20 * 1024
PHOTO_SIZE = 300 * 1024
FILM_SIZE = 20_000_000
# A page, its gzip form, an image, a photo, a film; and as many style sheets as make up the number.
NAMED_FILES = 5
SIZES = (10, 1_000, 100_000)

_WORDS = (
    "we are working on it and will be back as soon as we can thank you for your patience orders that were placed before are safe "
    "nothing has been lost please try again in a few minutes our team has been told about this and is looking into what happened"
).split()

_HEAD = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>We will be right back</title>
<link rel="stylesheet" href="/styles/0/0.css">
<style>body { margin: 4rem auto; max-width: 40rem; font: 1.1rem/1.6 system-ui, sans-serif; color: #223 }</style>
</head>
<body>
<img src="/logo.png" alt="Example" width="120" height="40">
<h1>We will be right back</h1>
"""
_TAIL = "</body>\n</html>\n"


def page():
    """4,096 bytes that compress about as well as a page."""
    words = random.Random(503)
    text = ""
    room = PAGE_SIZE - len(_HEAD) - len(_TAIL)
    while len(text) < room:
        text += f"<p>{' '.join(words.choices(_WORDS, k=24)).capitalize()}.</p>\n"
    # The text is truncated within a comment, so that the page has exactly this size.
    return (_HEAD + text[: room - 13] + "<!-- end -->\n" + _TAIL).encode()


def style_sheet(number):
    """The path of the file with this number: at most a hundred in a folder."""
    return f"styles/{number // 100}/{number % 100}.css"


def make(directory, size):
    """A site of that many files."""
    noise = random.Random(20)
    directory.mkdir(parents=True)
    (directory / "index.html").write_bytes(page())
    (directory / "index.html.gz").write_bytes(gzip.compress(page(), 9))
    (directory / "logo.png").write_bytes(noise.randbytes(IMAGE_SIZE))
    (directory / "photo.png").write_bytes(noise.randbytes(PHOTO_SIZE))
    (directory / "film.mp4").write_bytes(noise.randbytes(FILM_SIZE))
    for number in range(size - NAMED_FILES):
        path = directory / style_sheet(number)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f".rule-{number} {{ color: #{number:06x}; margin: {number % 7}px }}\n")
    return directory


def copy_of_default(source, directory):
    """The project's own page, as in the image, and its gzip form for servers that do not compress by themselves."""
    shutil.copytree(source, directory)
    text = (directory / "index.html").read_bytes()
    (directory / "index.html.gz").write_bytes(gzip.compress(text, 9))
    return Path(directory)
