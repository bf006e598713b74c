"""Writes the manual pages of the command: one page for it, and one for each subcommand.

Names, options and variables come from the command itself, in the form of --experimental-dump-help. What it does not say,
such as files and examples, comes from `sections`, in mdoc(7).
"""
