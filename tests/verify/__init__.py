"""The long checks: ``make verify``. Their dated output is docs/verified.md."""
