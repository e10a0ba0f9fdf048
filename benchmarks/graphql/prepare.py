"""Get what the benchmark needs: npm packages by the lock, granian beside us, and the graph of 100,000 columns.

The graph of a million columns is loaded by the first full run. Everything is done once; a second call finds it there.
"""

import shutil
import subprocess
import sys

import data
from contestants import GRANIAN, PEER

_NODE_MAJOR = 20
_GRANIAN = "granian==2.*"


def main() -> None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        sys.exit("`node` and `npm` are needed: install Node.js 20 or later.")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    if int(version.removeprefix("v").partition(".")[0]) < _NODE_MAJOR:
        sys.exit(f"Node.js {version} is too old: install 20 or later.")
    installed, lock = PEER / "node_modules" / ".package-lock.json", PEER / "package-lock.json"
    if not installed.is_file() or installed.stat().st_mtime < lock.stat().st_mtime:
        _run([npm, "ci", "--omit=dev", "--ignore-scripts"], "npm could not install the packages")
    if not GRANIAN.is_dir():
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        _run([*pip, "--target", str(GRANIAN), _GRANIAN], "granian could not be installed")
    data.load_data(data.SMALL)


def _run(command: list[str], failure: str) -> None:
    if subprocess.run(command, cwd=PEER, check=False).returncode:
        sys.exit(f"{failure}: what is said above is why.")


if __name__ == "__main__":
    main()
