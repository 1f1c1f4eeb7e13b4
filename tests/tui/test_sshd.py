"""Over real lines: an sshd of the test's own with logins that drop, two advisers on one file, the forced command."""

from __future__ import annotations

import codecs
import json
import os
import pwd
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from terminal import Emulator, Session

from store.drafts import Draft, Drafts

TODAY = "2026-11-24"
TITLE = "花呗 9月账单"
ENTER, ESC, TAB, F2 = b"\r", b"\x1b", b"\t", b"\x1bOQ"
GONE = 2.0
"""Seconds after which a dropped session must be gone, and another's change be on the screen."""
SSHD = shutil.which("sshd", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
PROGRAMS = Path(sys.executable).parent

needs_sshd = pytest.mark.skipif(
    SSHD is None or shutil.which("ssh") is None or shutil.which("ssh-keygen") is None,
    reason="openssh-server and openssh-client are not both installed",
)

CONFIG = """
ListenAddress 127.0.0.1
Port {port}
HostKey {folder}/host
AuthorizedKeysFile {folder}/authorized
PidFile none
UsePAM no
StrictModes no
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
PrintMotd no
PrintLastLog no
X11Forwarding no
LogLevel VERBOSE
ClientAliveInterval 1
ClientAliveCountMax 3
Subsystem sftp internal-sftp
SetEnv {environment}
"""


class Server:
    """An sshd on a free loopback port, with host key, user keys and settings in a folder of the test."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder, self.environment = folder, environment
        self.log = folder / "log"
        self.port = 0
        self.user = pwd.getpwuid(os.getuid()).pw_name
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Make the keys and listen; another program may take the port in between, then try another."""
        if os.getuid() == 0:
            Path("/run/sshd").mkdir(mode=0o755, parents=True, exist_ok=True)
        self.folder.mkdir(mode=0o700)
        self.key("host")
        self.allow("user")
        for _ in range(3):
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                self.port = free.getsockname()[1]
            values = " ".join(f'"{name}={value}"' for name, value in self.environment.items())
            text = CONFIG.format(port=self.port, folder=self.folder, environment=values)
            (self.folder / "config").write_text(text, "utf-8")
            assert SSHD is not None
            command = [SSHD, "-D", "-f", str(self.folder / "config"), "-E", str(self.log)]
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
            if holds(lambda: "Server listening" in self.said() or self._over(), 10) and not self._over():
                break
        else:
            raise AssertionError(self.said())
        if self.run("true").returncode and "account is locked" in self.said():
            pytest.skip("the account that runs the tests is locked against logins")

    def _over(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def stop(self) -> None:
        """End the listening one; sessions are ended by their clients."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(10)

    def said(self) -> str:
        """The log so far."""
        return self.log.read_text("utf-8", "replace") if self.log.exists() else ""

    def key(self, name: str) -> str:
        """Make a key pair and return its public line."""
        path = self.folder / name
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(path)], check=True)
        return path.with_suffix(".pub").read_text().strip()

    def allow(self, name: str, options: str = "") -> None:
        """Make a key pair and let it log in."""
        with (self.folder / "authorized").open("a", encoding="utf-8") as file:
            file.write(f"{options} {self.key(name)}".strip() + "\n")

    def _options(self, key: str) -> list[str]:
        known = {
            "IdentityFile": str(self.folder / key), "IdentitiesOnly": "yes", "IdentityAgent": "none",
            "BatchMode": "yes", "StrictHostKeyChecking": "no", "UserKnownHostsFile": os.devnull, "LogLevel": "ERROR",
            "EscapeChar": "none",
        }  # fmt: skip
        return ["-F", os.devnull, *(word for name, value in known.items() for word in ("-o", f"{name}={value}"))]

    def command(self, *remote: str, key: str = "user", pty: bool = True) -> list[str]:
        """The ssh command that logs in."""
        words = ["ssh", *self._options(key), "-p", str(self.port), "-tt" if pty else "-T", "-l", self.user]
        return [*words, "127.0.0.1", *remote]

    def run(self, *remote: str, key: str = "user") -> subprocess.CompletedProcess[str]:
        """Log in without a terminal."""
        command = self.command(*remote, key=key, pty=False)
        return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20)

    def send(self, source: Path, target: Path, *, key: str) -> subprocess.CompletedProcess[str]:
        """Copy a file over, as from a phone."""
        command = ["scp", *self._options(key), "-P", str(self.port), str(source), f"{self.user}@127.0.0.1:{target}"]
        return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20)


class Screen:
    """A terminal with somebody before it, who waits for what the screen says."""

    def __init__(self, command: list[str]) -> None:
        environment = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
        self.session = Session(command, environment)
        self.emulator = Emulator(self.session.width, self.session.height)
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.fed = 0

    @property
    def text(self) -> str:
        """The rows now shown."""
        for _, data in self.session.chunks[self.fed :]:
            self.emulator.feed(self.decoder.decode(data))
        self.fed = len(self.session.chunks)
        return "\n".join(self.emulator.rows())

    def sees(self, *texts: str, seconds: float = 15.0) -> None:
        """Be the terminal until all of the texts are on the screen."""
        until = time.monotonic() + seconds
        while not all(text in self.text for text in texts):
            assert time.monotonic() < until, f"{texts} not in\n{self.text}"
            self.session.pump(0.02)

    def press(self, *keys: bytes | str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.session.press(key.encode() if isinstance(key, str) else key)
            self.session.pump(0.02)

    def writes(self, text: str) -> None:
        """Open the form of a contact on the case in front, and type into its note."""
        self.press("c")
        self.sees("Log a contact", "What they said")
        self.press(TAB, TAB, TAB, TAB, text)
        self.sees(text)

    def close(self) -> None:
        """Let go of the terminal; safe to call again."""
        if self.session.master >= 0:
            self.session.close()
            self.session.master = -1

    def quits(self) -> None:
        """Leave by q, from a case by way of the list."""
        if "Next 14 days" not in self.text and "未来 14 天" not in self.text:
            self.press("q")
            self.session.settle(quiet=0.2, first=2.0)
        self.press("q")
        assert self.session.ended(5.0) == 0, self.text
        assert self.session.restored()


def holds(what: Callable[[], object], seconds: float) -> float | None:
    """Seconds until something is so; None where it is not in time."""
    begun = time.monotonic()
    while not what():
        if time.monotonic() - begun > seconds:
            return None
        time.sleep(0.005)
    return time.monotonic() - begun


def running(path: Path) -> dict[int, str]:
    """The processes with this path in their command, ssh's and tmux's own left out."""
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().decode("utf-8", "replace").split("\0")
        except OSError:
            continue
        if Path(words[0]).name.partition(":")[0] not in ("ssh", "tmux") and any(str(path) in word for word in words):
            found[int(process.name)] = " ".join(words)
    return found


def contacts(path: Path) -> list[dict[str, Any]]:
    """The contacts of all cases in the file."""
    cases = json.loads(path.read_text("utf-8")).get("cases", {})
    return [contact for case in cases.values() for contact in case.get("contacts", ())]


def app_on(path: Path, who: str = "") -> str:
    """The remote command line that opens the app on a file."""
    return f"{f'env HUANQING_WHO={who} ' if who else ''}huanqing --file {path} --lang en --today {TODAY}"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A running sshd whose sessions have the home of the test."""
    names = ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")
    path = f"{PROGRAMS}:/usr/local/bin:/usr/bin:/bin"
    one = Server(tmp_path / "sshd", {**{name: os.environ[name] for name in names}, "LANG": "C.UTF-8", "PATH": path})
    try:
        one.start()
        yield one
    finally:
        one.stop()


@pytest.fixture
def screen() -> Iterator[Callable[[list[str]], Screen]]:
    """Open terminals; all are closed at the end."""
    opened: list[Screen] = []

    def open_one(command: list[str]) -> Screen:
        opened.append(Screen(command))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()


@pytest.fixture
def file(book: Callable[[], Any], small: Callable[..., Any], case_file: Path) -> Path:
    """A file with one case in it."""
    one = book()
    one.add(small(title=TITLE))
    one.close()
    return case_file


def drop(server: Server, screen: Screen, way: str, path: Path) -> float:
    """Drop a connection; seconds from what sshd noticed to the last of its processes being gone."""
    timeouts = server.said().count("not responding")
    if way == "killed":
        screen.session.kill()
    elif way == "closed":
        screen.session.hang_up(0.0)
    else:
        os.kill(screen.session.pid, signal.SIGSTOP)
        assert holds(lambda: server.said().count("not responding") > timeouts, 12) is not None, server.said()
    gone = holds(lambda: not running(path), 10)
    assert gone is not None, running(path)
    screen.session.kill()
    return gone


@needs_sshd
def test_a_dropped_connection_loses_nothing_and_leaves_nothing_running(
    server: Server, screen: Callable[[list[str]], Screen], file: Path, size: Callable[[int, int], int],
    figures: Callable[[str], None],
) -> None:  # fmt: skip
    rounds, taken, noted = size(4, 100), [], []
    for n in range(rounds + 1):
        line = screen(server.command(app_on(file, "李")))
        if n:
            line.sees(TITLE, "Not finished last time: ", "- Log a contact.")
            line.press("R")
            line.sees("What you typed last time is back", noted[-1])
            line.press(F2)
            line.sees("Noted.")
            assert [contact["said"] for contact in contacts(file)] == noted
        else:
            line.sees(TITLE)
            line.press(ENTER)
            line.sees("Steps")
        if n == rounds:
            line.quits()
            break
        noted.append(f"第{n}次 “三天内给答复”, ext. {n:03d} *[b]*")
        line.writes(noted[-1])
        assert running(file)
        way = "silent" if n % 10 == 9 else ("killed", "closed")[n % 2]
        taken.append(drop(server, line, way, file))
        line.close()
    assert not running(file)
    figures(
        f"{rounds} dropped connections: {len(noted)} of {rounds} texts back word for word, "
        f"gone after {statistics.median(taken) * 1000:.0f} ms (median), {max(taken) * 1000:.0f} ms (most)"
    )
    assert max(taken) <= GONE


@needs_sshd
def test_two_logins_see_each_other_and_lose_nothing(
    server: Server, screen: Callable[[list[str]], Screen], file: Path, size: Callable[[int, int], int],
    figures: Callable[[str], None],
) -> None:  # fmt: skip
    people = {who: screen(server.command(app_on(file, who))) for who in ("李", "周")}
    for one in people.values():
        one.sees(TITLE)
        one.press(ENTER)
        one.sees("Steps")
    seen, expected = [], []
    for actor, watcher in (("李", "周"), ("周", "李")) * size(1, 10):
        text = f"{actor}记{len(expected)}: ok"
        people[actor].writes(text)
        people[actor].press(F2)
        assert holds(lambda text=text: text in file.read_text("utf-8"), 5) is not None
        saved = time.monotonic()
        people[watcher].sees(f"{actor}: {TITLE} - ", seconds=5)
        seen.append(time.monotonic() - saved)
        assert len([row for row in people[watcher].text.splitlines() if f"{actor}: {TITLE}" in row]) == 1
        people[actor].sees("Noted.")
        expected.append((actor, text))
    for n in range(size(2, 50)):
        both = {who: f"{who}同时{n}: at once" for who in people}
        for who, text in both.items():
            people[who].writes(text)
        for who in people if n % 2 else reversed(people):
            people[who].session.press(F2)
        for who, one in people.items():
            one.sees("Steps")
            expected.append((who, both[who]))
    assert sorted((contact["who"], contact["said"]) for contact in contacts(file)) == sorted(expected)
    for one in people.values():
        one.quits()
    assert not running(file)
    figures(
        f"two logins on one file: {len(expected)} changes, none lost; the other's screen after "
        f"{statistics.median(seen):.2f} s (median), {max(seen):.2f} s (most)"
    )
    assert max(seen) <= GONE


@needs_sshd
def test_the_forced_command_of_the_readme(
    server: Server, screen: Callable[[list[str]], Screen], file: Path, tmp_path: Path
) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    lines = [line for line in readme.splitlines() if line.startswith('command="') and " ssh-ed25519 " in line]
    desk, files = (line.partition(" ssh-ed25519 ")[0] for line in lines)
    assert desk == 'command="env HUANQING_WHO=李 ~/.huanqing/bin/huanqing",restrict,pty'
    server.allow("li", desk.replace("~/.huanqing/bin/", ""))
    server.allow("li-files", files)
    own = Path(os.environ["XDG_DATA_HOME"]) / "huanqing" / "cases.json"
    own.parent.mkdir(parents=True)
    shutil.copy(file, own)

    asked_for_a_shell = screen(server.command("sh", key="li"))
    asked_for_a_shell.sees(TITLE)
    asked_for_a_shell.press(ENTER, "z", "c", TAB, TAB, TAB, TAB, "来自强制命令", F2)
    found = holds(lambda: asked_for_a_shell.session.pump(0.02) or contacts(own), 10)
    assert found is not None, asked_for_a_shell.text
    assert [(contact["who"], contact["said"]) for contact in contacts(own)] == [("李", "来自强制命令")]
    asked_for_a_shell.quits()

    without_terminal = server.run("id", key="li")
    assert without_terminal.returncode == 2
    assert "uid=" not in without_terminal.stdout
    assert len(without_terminal.stderr.strip().splitlines()) == 1

    paper = tmp_path / "账单.pdf"
    paper.write_bytes(b"%PDF-1.4 paper")
    target = tmp_path / "came.pdf"
    sent = server.send(paper, target, key="li-files")
    assert sent.returncode == 0, sent.stderr
    assert target.read_bytes() == paper.read_bytes()
    assert server.send(paper, tmp_path / "never.pdf", key="li").returncode != 0
    assert not (tmp_path / "never.pdf").exists()


@pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
def test_a_closed_tmux_pane_leaves_nothing_running_and_keeps_the_text(
    file: Path, tmp_path: Path, figures: Callable[[str], None]
) -> None:
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "TERM": "xterm-256color", "TMUX_TMPDIR": str(tmp_path)}
    environment |= {"PATH": f"{PROGRAMS}:{os.environ['PATH']}", "SHELL": "/bin/sh"}
    environment.pop("TMUX", None)

    def tmux(*words: str) -> str:
        command = ["tmux", "-L", "pane", "-f", os.devnull, *words]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout

    def sees(*texts: str) -> None:
        shown = holds(lambda: all(text in tmux("capture-pane", "-p", "-t", "app") for text in texts), 15)
        assert shown is not None, tmux("capture-pane", "-p", "-t", "app")

    text = "放下电话前记的 3 句话"
    tmux("new-session", "-d", "-s", "keeper", "-x", "80", "-y", "24", "cat")
    try:
        tmux("new-session", "-d", "-s", "app", "-x", "80", "-y", "24", app_on(file, "李"))
        sees(TITLE)
        tmux("send-keys", "-t", "app", "Enter")
        sees("Steps")
        tmux("send-keys", "-t", "app", "c")
        sees("What they said")
        tmux("send-keys", "-t", "app", "Tab", "Tab", "Tab", "Tab")
        tmux("send-keys", "-t", "app", "-l", text)
        sees(text)
        assert running(file)
        tmux("kill-pane", "-t", "app")
        gone = holds(lambda: not running(file), 10)
        assert gone is not None, running(file)
        tmux("new-session", "-d", "-s", "app", "-x", "80", "-y", "24", app_on(file, "李"))
        sees("Not finished last time: ", "- Log a contact.")
        tmux("send-keys", "-t", "app", "R")
        sees("What you typed last time is back", text)
    finally:
        tmux("kill-server")
    assert holds(lambda: not running(file), 10) is not None
    figures(f"a closed tmux pane: gone after {gone * 1000:.0f} ms, the text is back")
    assert gone <= GONE


def test_the_text_of_an_ended_session_is_offered_before_it_is_buried(case_file: Path) -> None:
    drafts = Drafts(case_file)
    with subprocess.Popen(["true"]) as ended:
        os.waitid(os.P_PID, ended.pid, os.WEXITED | os.WNOWAIT)
        drafts.save(
            Draft(form="contact", who="李", at="2026-11-24T12:00:00+08:00", texts={"said": "3 天"}, pid=ended.pid)
        )
        offered = drafts.list("李")
    assert [draft.texts["said"] for draft in offered] == ["3 天"]
