"""Writes the manual pages of the command: one page for it, and one for each subcommand.

Names, options and variables come from the command itself, in the form of --experimental-dump-help. The rest,
such as files and examples, comes from `sections`, in mdoc(7).
"""
