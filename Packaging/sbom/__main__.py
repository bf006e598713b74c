"""python3 -m sbom EXECUTABLE FOLDER, with the paths of the build in the environment, as script/sbom sets them."""

import json
import os
import sys
import time
from datetime import datetime, timezone
from pathlib import Path
from shutil import copyfile

from .components import components, output
from .document import document


def main() -> None:
    executable, folder = (Path(argument) for argument in sys.argv[1:])
    found = components(
        map_file=Path(os.environ["MAP"]),
        build=Path(os.environ["BUILD"]).resolve(),
        resolved=Path(os.environ["RESOLVED"]),
        toolchain=Path(os.environ["TOOLCHAIN"]),
    )
    licences = folder / "third-party"
    licences.mkdir(parents=True, exist_ok=True)
    for component in found:
        copyfile(component.licence_file, licences / f"{component.name}.copyright")
    seconds = int(os.environ.get("SOURCE_DATE_EPOCH", time.time()))
    bill = document(
        executable,
        version=output(str(executable), "--version").strip(),
        components=found,
        time=datetime.fromtimestamp(seconds, timezone.utc),
    )
    (folder / "maintenance.spdx.json").write_text(json.dumps(bill, indent=1) + "\n")
    sources = ", ".join(component.debian_source for component in found if component.debian_source)
    # For the field Built-Using of Debian's package.
    print(sources)


main()
