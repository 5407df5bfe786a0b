"""``python -m hoaban.ops.cli`` is ``hoaban``."""

from hoaban.ops.cli import main

if __name__ == "__main__":
    main(prog_name="hoaban")
