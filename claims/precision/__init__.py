"""How often the machine is right: measured on labelled sets before release, and by what reviewers decide in use.

`formulas` holds the arithmetic, `measured` the figures that ship, `in_use` what the reviews of this record say. The
first two know no framework, so that the scorers under `tests/quality/` use the same arithmetic without a database.
"""
