"""Writes the bill of materials of the executable, in SPDX, and collects the licences of what is in it.

The linker's map names each library that the executable contains. Debian's packages, SwiftPM and the toolchain say which
version of which component a library is. A library that belongs to none is an error.
"""
