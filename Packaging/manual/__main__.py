"""python3 -m manual EXECUTABLE FOLDER: writes the pages of the executable into the folder.

Their date is that of SOURCE_DATE_EPOCH, or else today.
"""

import os
import sys
import time
from pathlib import Path

from . import command
from .page import page


def main() -> None:
    executable, folder = sys.argv[1:]
    root = command.read(executable)
    version = command.version(executable)
    seconds = int(os.environ.get("SOURCE_DATE_EPOCH", time.time()))
    Path(folder).mkdir(parents=True, exist_ok=True)
    for each in root.all():
        (Path(folder) / f"{each.page}.1").write_text(page(each, root, version, seconds))


main()
