"""Playbook files: the built-in one, compiled or not, and the user's own, good and bad."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from zlib import crc32

import msgspec
import pytest

import model
from model.case import Product
from model.playbook_check import playbook_from
from store.playbooks import BadPlaybook, NoSuchPlaybook, available, compiled_playbook, load, parse

BUILT_IN = Path(model.__path__[0]) / "playbooks"
SOURCE = (BUILT_IN / "alipay.toml").read_bytes()


def own(folder: Path, text: str | bytes, name: str = "mine") -> Path:
    """Put a playbook of the user's own into a config folder."""
    path = folder / "playbooks" / f"{name}.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def changed(old: str, new: str) -> str:
    text = SOURCE.decode("utf-8").replace('id = "alipay"', 'id = "mine"', 1)
    assert old in text
    return text.replace(old, new, 1)


def compiled(source: bytes) -> bytes:
    """Compile as the build does."""
    document = {"source": f"{len(source)}-{crc32(source):08x}", "playbook": tomllib.loads(source.decode("utf-8"))}
    return json.dumps(document, ensure_ascii=False, default=str).encode("utf-8")


def test_the_built_in_playbook() -> None:
    playbook = load()
    assert playbook.id == "alipay"
    assert playbook.product(Product.HUABEI).name.zh == "花呗"
    assert load("alipay") is playbook


def test_a_fresh_compiled_file_says_exactly_what_its_source_says() -> None:
    assert compiled_playbook(compiled(SOURCE), SOURCE) == playbook_from(tomllib.loads(SOURCE.decode("utf-8")))


@pytest.mark.parametrize(
    "stale",
    [compiled(SOURCE + b"\n"), b"", b"{}", b"null", b'{"source": 5, "playbook": {}}', b"\xff", compiled(SOURCE)[:-9]],
)
def test_a_stale_or_broken_compiled_file_is_not_used(stale: bytes) -> None:
    with pytest.raises(msgspec.MsgspecError):
        compiled_playbook(stale, SOURCE)


def test_the_build_compiles_what_is_read_here(tmp_path: Path) -> None:
    hook = Path(__file__).parents[2] / ".build" / "hook.py"
    if not hook.is_file() or importlib.util.find_spec("hatchling") is None:
        pytest.skip("the build hook is no part of this install")
    (tmp_path / "model" / "playbooks").mkdir(parents=True)
    target = tmp_path / "model" / "playbooks" / "alipay.toml"
    target.write_bytes(SOURCE)
    spec = importlib.util.spec_from_file_location("hook", hook)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.compile_playbooks(tmp_path)
    assert compiled_playbook(target.with_suffix(".json").read_bytes(), SOURCE).id == "alipay"


def test_a_playbook_of_the_users_own(tmp_path: Path) -> None:
    own(tmp_path, changed('title.zh = "支付宝逾期协商"', 'title.zh = "我的流程"'))
    assert load("mine", tmp_path).title.zh == "我的流程"
    assert load("alipay", tmp_path).id == "alipay"
    assert [(found.id, found.path is None, found.error) for found in available(tmp_path)] == [
        ("alipay", True, None),
        ("mine", False, None),
    ]


def test_the_users_own_takes_the_place_of_a_built_in_one(tmp_path: Path) -> None:
    text = SOURCE.decode("utf-8").replace("version = 1", "version = 7", 1)
    own(tmp_path, text, "alipay")
    assert load("alipay", tmp_path).version == 7
    assert load("alipay").version == 1
    assert [found.id for found in available(tmp_path)] == ["alipay"]


@pytest.mark.parametrize("id", ["nothing", "../secrets", "", "/etc/passwd", "mine.toml"])
def test_an_unknown_playbook(tmp_path: Path, id: str) -> None:
    own(tmp_path, changed("x", "x"))
    for folder in (tmp_path, tmp_path / "none", None):
        with pytest.raises(NoSuchPlaybook) as caught:
            load(id, folder)
        assert "There is no playbook" in str(caught.value.said)


def test_only_files_inside_the_folder_are_found(tmp_path: Path) -> None:
    own(tmp_path, changed("x", "x"))
    (tmp_path / "outside.toml").write_bytes(SOURCE)
    with pytest.raises(NoSuchPlaybook):
        load("../outside", tmp_path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (changed('stage = "look"', 'stage = "lok"'), "steps (snapshot).stage: there is no “lok”"),
        (changed('rate = "0.0005"', "rate = true"), "products[0] (huabei).terms.rate must be"),
        (
            changed("fresh_days = 30", 'fresh_days = "long"'),
            "(bank_statement).fresh_days must be a whole number, not text",
        ),
        (changed('short.en = "Look"\n', ""), "stages[0] (look).short.en is missing"),
        (changed('mark = "W"', 'mark = "sure"'), "(huabei_rate).mark: 'sure' is none of the possible values"),
        (changed("version = 1", "version = 1\ncolour = 3"), "colour is not a key"),
        (changed("version = 1", "version = "), "is not TOML: look at line 8, column 11"),
        (changed('id = "mine"', 'id = "yours"'), "id is “yours”, but the file's name says “mine”"),
        (changed('name.zh = "花呗"', 'name.zh = "花\\u001b[31m呗"'), "name.zh holds control characters"),
        ("", "mine.toml: id is missing"),
        ("x" * 9, "is not TOML"),
        ("a = " + "[" * 100_000, "is not TOML"),
        (b"\xff\xfe", "is not UTF-8 text: look at byte 1"),
        ("支付宝".encode("gbk"), "is not UTF-8 text"),
        (b"#" * (2**21 + 1), "is larger than two megabytes"),
    ],
)
def test_a_bad_playbook_names_file_key_and_reason(tmp_path: Path, text: str | bytes, said: str) -> None:
    path = own(tmp_path, text)
    with pytest.raises(BadPlaybook) as caught:
        load("mine", tmp_path)
    sentence = str(caught.value.said)
    assert said in sentence
    assert str(path) in sentence
    assert "\n" not in sentence
    listed = {found.id: found for found in available(tmp_path)}
    assert listed["alipay"].playbook is not None
    assert listed["mine"].playbook is None
    assert isinstance(listed["mine"].error, BadPlaybook)


def test_a_playbook_with_a_byte_order_mark_is_read() -> None:
    assert parse(b"\xef\xbb\xbf" + SOURCE, "alipay.toml").id == "alipay"


def test_a_folder_and_a_pipe_are_no_playbooks(tmp_path: Path) -> None:
    (tmp_path / "playbooks" / "folder.toml").mkdir(parents=True)
    os.mkfifo(tmp_path / "playbooks" / "pipe.toml")
    for id in ("folder", "pipe"):
        with pytest.raises(BadPlaybook, match="is not a file"):
            load(id, tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_playbook_that_may_not_be_read(tmp_path: Path) -> None:
    own(tmp_path, SOURCE).chmod(0)
    with pytest.raises(BadPlaybook, match="cannot be read"):
        load("mine", tmp_path)


def test_loading_needs_no_screen_and_little_else(tmp_path: Path) -> None:
    """A quick command loads the compiled playbook without the TOML reader, the check and any screen."""
    code = (
        "import sys\n"
        "from store.playbooks import load\n"
        "assert load().id == 'alipay'\n"
        "print([name for name in ('textual', 'rich', 'tinydb', 'pendulum', 'click') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_every_message_of_a_bad_playbook_is_made_for_people(tmp_path: Path) -> None:
    shutil.copytree(BUILT_IN, tmp_path / "playbooks", dirs_exist_ok=True)
    assert all(found.error is None for found in available(tmp_path))
