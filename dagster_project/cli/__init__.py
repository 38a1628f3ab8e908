"""The command ``fiscal``: what a person types, and what the terminal shows.

Belongs here: commands, their options, exit status, and how results look.
Does not belong here: what a command does.
"""
