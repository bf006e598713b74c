"""Installs, upgrades, removes and purges the package in a fresh Debian, under its own systemd."""
