"""The long checks: ``make verify``. Each section is a program of its own here; what it prints goes to docs/verified.md."""
