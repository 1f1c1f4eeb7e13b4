"""The exact lines to type on the other machine: one sends a file here, one fetches what was made."""

import getpass
import os
import shlex
from collections.abc import Mapping
from pathlib import Path


def _address(environment: Mapping[str, str]) -> tuple[str, str] | None:
    """Return ``user@host`` and the option for the port, as this SSH session was reached; None where there is none."""
    parts = environment.get("SSH_CONNECTION", "").split()
    if len(parts) != 4:
        return None
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = ""
    host = f"[{parts[2]}]" if ":" in parts[2] else parts[2]
    port = "" if parts[3] == "22" else f"-P {parts[3]} "
    return (f"{user}@{host}" if user else host), port


def send_line(folder: Path, example: str, environment: Mapping[str, str] = os.environ) -> str:
    """Return the line that sends a file into `folder`; without an SSH session, the line that copies it there."""
    address = _address(environment)
    target = shlex.quote(f"{folder}/")
    if address is None:
        return f"cp {shlex.quote(example)} {target}"
    return f"scp {address[1]}{shlex.quote(example)} {address[0]}:{target}"


def fetch_line(path: Path, environment: Mapping[str, str] = os.environ) -> str:
    """Return the line that fetches a file from here; empty without an SSH session: then it is here already."""
    address = _address(environment)
    return "" if address is None else f"scp {address[1]}{address[0]}:{shlex.quote(str(path))} ."
