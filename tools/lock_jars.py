"""Make `graph_api/embedded/jars.lock`: `python tools/lock_jars.py` (development time only, needs Maven 3 and Java).

Maven resolves each group's coordinates and checks what it downloads; this writes coordinate, sha256 and size of every jar.
Left out are jars that a server without imports from object stores, Parquet files or Windows never loads (it was seen to
start, load and answer without them).
"""

import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

NEO4J = "2026.08.1"
GROUPS: dict[str, tuple[bool, list[str]]] = {  # group -> (with dependencies?, coordinates)
    "server": (True, [f"org.neo4j:neo4j:{NEO4J}", f"org.neo4j.app:neo4j-server:{NEO4J}"]),
    "graphiql": (
        False,
        ["org.webjars.npm:graphiql:2.4.7", "org.webjars.npm:react:18.2.0", "org.webjars.npm:react-dom:18.2.0"],
    ),
    "browser": (False, ["org.neo4j.client:neo4j-browser:5.24.0"]),
}
LEFT_OUT = (
    *("hadoop", "parquet", "arrow", "flight", "grpc", "proto", "snappy", "aircompressor", "zstd-jni"),
    *("WMI4Java", "jProcesses", "jPowerShell"),
)
TARGET = Path(__file__).parent.parent / "graph_api" / "embedded" / "jars.lock"


def resolve(coordinates: list[str], transitive: bool) -> list[str]:
    """Lock lines of the jars that Maven finds for `coordinates`, sorted."""
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        excluded = "" if transitive else "<exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion>"
        dependencies = "".join(
            f"<dependency><groupId>{group}</groupId><artifactId>{artifact}</artifactId><version>{version}</version>"
            f"<exclusions>{excluded}</exclusions></dependency>"
            for group, artifact, version in (coordinate.split(":") for coordinate in coordinates)
        )
        (work / "pom.xml").write_text(
            "<project><modelVersion>4.0.0</modelVersion><groupId>lock</groupId><artifactId>lock</artifactId>"
            f"<version>1</version><dependencies>{dependencies}</dependencies></project>",
            encoding="utf-8",
        )
        subprocess.run(  # noqa: S603 - fixed words and our own coordinates
            [  # noqa: S607 - the developer's own Maven
                "mvn",
                "--quiet",
                "--batch-mode",
                "dependency:copy-dependencies",
                "-DincludeScope=runtime",
                "-Dmdep.useRepositoryLayout=true",
                f"-DoutputDirectory={work / 'jars'}",
            ],
            cwd=work,
            check=True,
        )
        return sorted(line(jar, work / "jars") for jar in (work / "jars").rglob("*.jar") if wanted(jar))


def wanted(jar: Path) -> bool:
    return not jar.name.startswith(LEFT_OUT)


def line(jar: Path, root: Path) -> str:
    """`group:artifact:version[:classifier] sha256 size` of a jar in repository layout."""
    *group, artifact, version, file = jar.relative_to(root).parts
    classifier = file.removeprefix(f"{artifact}-{version}").removesuffix(".jar").removeprefix("-")
    coordinate = ":".join([".".join(group), artifact, version, *([classifier] if classifier else [])])
    data = jar.read_bytes()
    return f"{coordinate} {hashlib.sha256(data).hexdigest()} {len(data)}"


def main() -> int:
    parts = ["# Made by tools/lock_jars.py: coordinate, sha256, size in bytes; do not edit by hand."]
    for group, (transitive, coordinates) in GROUPS.items():
        lines = resolve(coordinates, transitive)
        parts += [f"[{group}]", *lines]
        print(f"{group}: {len(lines)} jars, {sum(int(text.split()[2]) for text in lines) / 1e6:.0f} MB")  # noqa: T201
    TARGET.write_text("\n".join(parts) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
