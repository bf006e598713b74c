"""The command and its subcommands, as --experimental-dump-help describes them."""

import json
import re
import subprocess
from dataclasses import dataclass, field

# The note at the end of an option's help: `[MAINTENANCE_DIR, one per line; default: none]`.
NOTE = re.compile(
    r" \[(?:(?P<variable>[A-Z][A-Z0-9_]*)(?:, (?P<form>[^;\]]*))?)?(?:; )?(?:default: (?P<default>.*))?\]$"
)


@dataclass
class Argument:
    """An option, a flag or a positional argument."""

    kind: str
    names: list[str]
    value: str
    help: str
    is_optional: bool
    is_repeating: bool
    section: str | None = None
    variable: str | None = None
    # The format of the variable, if it differs from that of the option.
    form: str | None = None
    default: str | None = None

    @property
    def takes_value(self) -> bool:
        return self.kind == "option"


@dataclass
class Command:
    # ["maintenance", "haproxy", "check"]
    path: list[str]
    abstract: str
    discussion: str
    arguments: list[Argument]
    subcommands: list["Command"] = field(default_factory=list)

    @property
    def page(self) -> str:
        return "-".join(self.path)

    def all(self) -> list["Command"]:
        """The command, and those below it."""
        return [self, *(command for below in self.subcommands for command in below.all())]


def read(executable: str) -> Command:
    """Asks the executable."""
    run = subprocess.run([executable, "--experimental-dump-help"], check=True, capture_output=True, text=True)
    return _command(json.loads(run.stdout)["command"], [])


def version(executable: str) -> str:
    return subprocess.run([executable, "--version"], check=True, capture_output=True, text=True).stdout.strip()


def _command(dump: dict, above: list[str]) -> Command:
    path = [*above, dump["commandName"]]
    shown = [argument for argument in dump.get("arguments", []) if argument["shouldDisplay"]]
    return Command(
        path=path,
        abstract=dump.get("abstract", ""),
        discussion=dump.get("discussion", ""),
        arguments=[_argument(argument) for argument in shown],
        # `help` comes with the parser of the command line, and has no page.
        subcommands=[
            _command(below, path)
            for below in dump.get("subcommands", [])
            if below["shouldDisplay"] and below["commandName"] != "help"
        ],
    )


def _argument(dump: dict) -> Argument:
    text = dump.get("abstract", "")
    note = NOTE.search(text)
    return Argument(
        kind=dump["kind"],
        names=[("-" if name["kind"] == "short" else "--") + name["name"] for name in dump.get("names", [])],
        value=dump["valueName"],
        help=text[: note.start()] if note else text,
        is_optional=dump["isOptional"],
        is_repeating=dump["isRepeating"],
        section=dump.get("sectionTitle"),
        variable=note and note["variable"],
        form=note and note["form"],
        default=(note and note["default"]) or dump.get("defaultValue"),
    )
