import unittest

from manual.command import Argument, Command, _command
from manual.page import environment, options, page, sentences, synopsis, word


def option(abstract: str, **others) -> dict:
    return {
        "kind": "option", "names": [{"kind": "long", "name": "dir"}], "valueName": "directory", "abstract": abstract,
        "isOptional": True, "isRepeating": False, "shouldDisplay": True, **others,
    }


def command(*arguments: dict, **others) -> Command:
    return _command({"commandName": "serve", "abstract": "Serves.", "arguments": list(arguments), **others}, [])


class ReadingTests(unittest.TestCase):
    def read(self, abstract: str) -> Argument:
        return command(option(abstract)).arguments[0]

    def test_the_note_names_variable_form_and_default(self):
        argument = self.read("Fields. [MAINTENANCE_HEADER, one per line; default: none, or a few]")
        self.assertEqual(argument.help, "Fields.")
        self.assertEqual(argument.variable, "MAINTENANCE_HEADER")
        self.assertEqual(argument.form, "one per line")
        self.assertEqual(argument.default, "none, or a few")

    def test_each_part_of_the_note_may_be_absent(self):
        self.assertEqual(self.read("Where. [MAINTENANCE_LISTEN]").variable, "MAINTENANCE_LISTEN")
        self.assertEqual(self.read("Format. [default: text]").default, "text")
        self.assertIsNone(self.read("Format. [default: text]").variable)
        self.assertEqual(self.read("Nothing [at all].").help, "Nothing [at all].")

    def test_subcommands_are_read_at_any_depth_except_help_and_hidden_ones(self):
        below = [
            {
                "commandName": name, "shouldDisplay": name != "hidden",
                "subcommands": [{"commandName": "deep", "shouldDisplay": True}],
            }
            for name in ("one", "help", "hidden")
        ]
        pages = [each.page for each in command(subcommands=below).all()]
        self.assertEqual(pages, ["serve", "serve-one", "serve-one-deep"])


class WritingTests(unittest.TestCase):
    def test_text_never_reads_as_a_macro(self):
        self.assertEqual(sentences(".maintenance. 'quoted' too"), [r"\&.maintenance. 'quoted' too."])
        self.assertEqual(sentences(r"A back\slash. And more:"), [r"A back\eslash.", "And more:"])
        self.assertEqual(word("Pa"), r"\&Pa")
        self.assertEqual(word("two words"), '"two words"')
        wrapped = sentences("word " * 15 + ".well-known is at the beginning of the second line")
        self.assertEqual(wrapped[1][:13], r"\&.well-known")

    def test_the_synopsis_shows_what_is_optional_and_what_repeats(self):
        files = option("Files.", kind="positional", names=[], isOptional=False, isRepeating=True, valueName="file")
        flag = option("Force.", kind="flag", names=[{"kind": "long", "name": "force"}])
        lines = synopsis(command(files, option("A folder."), flag))
        self.assertEqual(lines, [".Nm serve", ".Ar file ...", ".Op Fl -dir Ar directory", ".Op Fl -force"])

    def test_options_have_their_sections_default_and_variable(self):
        lines = options(command(option("A folder. [MAINTENANCE_DIR; default: static]", sectionTitle="Site")))
        self.assertEqual(
            lines,
            [
                ".Sh OPTIONS", ".Ss Site", ".Bl -tag -width Ds", ".It Fl -dir Ar directory", "A folder.",
                "Default: static.", ".Bq Ev MAINTENANCE_DIR", ".El",
            ],
        )

    def test_the_environment_lists_each_variable_once(self):
        lines = environment(command(option("Fields. [MAINTENANCE_HEADER, one per line]")))
        self.assertIn(".It Ev MAINTENANCE_HEADER", lines)
        self.assertIn(".Fl -dir Pq one per line", lines)

    def test_a_command_without_text_of_its_own_has_the_usual_statuses(self):
        root = command(subcommands=[{"commandName": "new", "abstract": "Does it.", "shouldDisplay": True}])
        text = page(root.subcommands[0], root, "1.2.3", 0)
        self.assertTrue(text.startswith(".Dd January 1, 1970\n.Dt SERVE-NEW 1\n"))
        self.assertIn(".Sh EXIT STATUS", text)
        self.assertTrue(text.endswith(".Sh SEE ALSO\n.Xr serve 1\n"))


if __name__ == "__main__":
    unittest.main()
