"""Speed and memory: what `make bench` prints."""

from __future__ import annotations

import subprocess
import sys


def main() -> int:
    """Run the benches; their output is ours."""
    return subprocess.run([sys.executable, "-m", "tests.bench"], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
