"""Decides which operating system account runs the embedded servers.

PostgreSQL refuses to run as root. An ordinary user runs the servers as himself. Root hands them to an account that
already exists: the owner of the home folder where that is an ordinary user, otherwise `nobody`. Nothing is created in
the system's list of accounts.
"""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

from config.services.errors import ServiceError

# A service account made for the product comes before the one that every system has.
FALLBACKS = ("counterclaim", "nobody")


@dataclass(frozen=True)
class Account:
    """Who runs the servers; `demoted` says that this is not the account we run as ourselves."""

    name: str
    uid: int
    gid: int
    demoted: bool


def server_account(home: Path, data: Path) -> Account:
    """Return the account for the servers of this home; an existing data folder keeps its owner."""
    if os.geteuid() != 0:
        return _own_account()
    for folder in (data, nearest_existing(home)):
        if not folder.exists():
            continue
        uid = folder.stat().st_uid
        if uid != 0 and (account := _known(uid)):
            return account
    for name in FALLBACKS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return Account(name, entry.pw_uid, entry.pw_gid, demoted=True)
    raise ServiceError(
        "PostgreSQL does not run as root, and this system has no unprivileged account to run it as. "
        "Start as an ordinary user, or create an account named counterclaim."
    )


def _own_account() -> Account:
    uid = os.geteuid()
    try:
        name = pwd.getpwuid(uid).pw_name
    except KeyError:
        raise ServiceError(
            f"The user id {uid} has no entry in the system's list of accounts, and PostgreSQL needs one. "
            "Start under a named account, or set DATABASE_URL to a PostgreSQL server with pgvector."
        ) from None
    return Account(name, uid, os.getegid(), demoted=False)


def _known(uid: int) -> Account | None:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        return None  # initdb looks its own user up by name and would fail
    return Account(entry.pw_name, uid, entry.pw_gid, demoted=True)


def nearest_existing(path: Path) -> Path:
    """Return the path itself or its first parent that exists."""
    while not path.exists() and path != path.parent:
        path = path.parent
    return path


def closed_folder(path: Path, account: Account) -> Path | None:
    """Return the outermost folder on the way to `path` that the account may not enter, or None."""
    for folder in (*reversed(path.parents), path):
        if folder.is_dir() and not _may_enter(folder.stat(), account):
            return folder
    return None


def _may_enter(status: os.stat_result, account: Account) -> bool:
    if status.st_uid == account.uid:
        return bool(status.st_mode & stat.S_IXUSR)
    if status.st_gid == account.gid:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)
