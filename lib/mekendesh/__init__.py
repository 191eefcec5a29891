"""Mekendesh: a workbench for mapping a country's diaspora. The rooms are described in README.md, "Where to change what"."""
