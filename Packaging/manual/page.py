"""One manual page, in mdoc(7)."""

import re
from datetime import datetime, timezone
from itertools import groupby
from pathlib import Path
from textwrap import wrap

from .command import Argument, Command

SECTIONS = Path(__file__).parent / "sections"
# mdoc reads a word like this within a macro's line as a macro.
MACRO = re.compile(r"[A-Z][a-z]|%[A-Z]|[-+(),.:;?!|\[\]]")


def page(command: Command, root: Command, version: str, time: int) -> str:
    """The page of a command. `time` is that of the release."""
    date = datetime.fromtimestamp(time, timezone.utc)
    lines = [
        f".Dd {date:%B} {date.day}, {date.year}",
        f".Dt {command.page.upper()} 1",
        f".Os {word(root.path[0] + ' ' + version)}",
        ".Sh NAME",
        f".Nm {command.page}",
        f".Nd {phrase(command.abstract)}",
        ".Sh SYNOPSIS",
        *synopsis(command),
        ".Sh DESCRIPTION",
        *paragraphs(command.discussion or command.abstract),
    ]
    if command.subcommands:
        lines += [".Pp", "The subcommands are:", *subcommands(command)]
    lines += [*options(command), *environment(command), *other_sections(command), *see_also(command, root)]
    return "\n".join(lines) + "\n"


def synopsis(command: Command) -> list[str]:
    name = word(" ".join(command.path))
    own = [argument for argument in command.arguments if argument.names[-1:] not in (["--help"], ["--version"])]
    if not command.subcommands:
        return [f".Nm {name}", *(usage(argument) for argument in own)]
    # The server has too many options for a line.
    serving = [f".Nm {name}", ".Op Ar options"] if own else []
    return [*serving, f".Nm {name}", ".Ar subcommand", ".Op Ar argument ..."]


def usage(argument: Argument) -> str:
    ellipsis = " ..." if argument.is_repeating else ""
    if argument.kind == "positional":
        text = f"Ar {word(argument.value)}{ellipsis}"
    else:
        text = flag(argument.names[-1])
        if argument.takes_value:
            text += f" Ar {word(argument.value)}"
        text += ellipsis and f" No{ellipsis}"
    return f".Op {text}" if argument.is_optional else f".{text}"


def subcommands(command: Command) -> list[str]:
    lines = [".Bl -tag -width Ds"]
    for below in command.subcommands:
        lines += [f".It Xr {below.page} 1", *sentences(below.abstract)]
    return [*lines, ".El"]


def options(command: Command) -> list[str]:
    """The arguments, then the options by their sections. Those of the parser itself have none, and come last."""
    lines = [".Sh OPTIONS"]
    positional = [argument for argument in command.arguments if argument.kind == "positional"]
    named = [argument for argument in command.arguments if argument.kind != "positional"]
    if positional:
        lines += listed(positional)
    for section, arguments in groupby(named, key=lambda argument: argument.section):
        if section or any(argument.section for argument in named):
            lines += [f".Ss {phrase(section or 'Other')}"]
        lines += listed(list(arguments))
    return lines


def listed(arguments: list[Argument]) -> list[str]:
    lines = [".Bl -tag -width Ds"]
    for argument in arguments:
        if argument.kind == "positional":
            lines.append(f".It Ar {word(argument.value)}")
        else:
            value = f" Ar {word(argument.value)}" if argument.takes_value else ""
            lines.append(".It " + " , ".join(flag(name) for name in argument.names) + value)
        lines += sentences(argument.help)
        if argument.default and argument.kind != "flag":
            lines += sentences(f"Default: {argument.default}.")
        if argument.variable:
            lines.append(f".Bq Ev {argument.variable}")
    return [*lines, ".El"]


def environment(command: Command) -> list[str]:
    """The variables of the options, and what the command's own section says of others."""
    own = SECTIONS / f"{command.page}.environment.mdoc"
    variables = [argument for argument in command.arguments if argument.variable]
    if not variables and not own.exists():
        return []
    lines = [".Sh ENVIRONMENT"]
    if variables:
        lines += ["Each variable has the meaning of an option, which takes precedence over it.", ".Bl -tag -width Ds"]
        for argument in variables:
            lines += [f".It Ev {argument.variable}", f".{flag(argument.names[-1])}"]
            lines[-1] += f" Pq {phrase(argument.form)}" if argument.form else ""
        lines.append(".El")
    return lines + (own.read_text().splitlines() if own.exists() else [])


def other_sections(command: Command) -> list[str]:
    """The sections that the command cannot know: its own, or those of all commands."""
    own = SECTIONS / f"{command.page}.mdoc"
    return (own if own.exists() else SECTIONS / "default.mdoc").read_text().splitlines()


def see_also(command: Command, root: Command) -> list[str]:
    others = sorted(other.page for other in root.all() if other is not command)
    if command is not root:
        below = [other.page for other in command.all() if other is not command]
        others = sorted({root.page, *below, "-".join(command.path[:-1])})
    references = [f".Xr {other} 1 ," for other in others]
    return [".Sh SEE ALSO", *references[:-1], references[-1].removesuffix(" ,")]


def flag(name: str) -> str:
    """`--dir`, of which the macro writes the first dash."""
    return f"Fl {word(name.removeprefix('-'))}"


def word(text: str) -> str:
    """Text as one argument of a macro."""
    text = escaped(text)
    return f'"{text}"' if " " in text else (rf"\&{text}" if MACRO.fullmatch(text) else text)


def phrase(text: str) -> str:
    """Text as the rest of a macro's line, which ends without a full stop."""
    return " ".join(rf"\&{part}" if MACRO.fullmatch(part) else part for part in escaped(text).rstrip(".").split(" "))


def paragraphs(text: str) -> list[str]:
    blocks = [sentences(block) for block in text.split("\n\n")]
    return [line for index, block in enumerate(blocks) for line in ([".Pp"] if index else []) + block]


def sentences(text: str) -> list[str]:
    """Text lines, of which each sentence begins one. None begins like a macro."""
    if text and text[-1] not in ".:":
        text += "."
    parts = re.split(r"(?<=\.) (?=[A-Z])", escaped(text.replace("\n", " ")))
    lines = [line for part in parts for line in wrap(part, width=76, break_long_words=False, break_on_hyphens=False)]
    return [rf"\&{line}" if line[0] in ".'" else line for line in lines]


def escaped(text: str) -> str:
    return text.replace("\\", r"\e").replace('"', r"\(dq")
