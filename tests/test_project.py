"""What the project says of itself holds: the README's lines, the checks, the rooms."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for room in ("model", "store")
    for path in (ROOT / room).rglob("*.py")
    if path.name != "__init__.py"
)


def test_ci_runs_the_readmes_test_line():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    line = re.search(r"^python3 -m venv \.venv && .*pytest.*$", readme, re.MULTILINE)
    assert line is not None
    assert line[0] in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert line[0] in (ROOT / "README.zh-CN.md").read_text(encoding="utf-8")


def test_the_readmes_say_the_same_sections():
    def heads(name):
        return [
            line.split()[0] for line in (ROOT / name).read_text(encoding="utf-8").splitlines() if line.startswith("#")
        ]

    assert heads("README.md") == heads("README.zh-CN.md")


def test_every_picture_in_the_readme_exists():
    for name in ("README.md", "README.zh-CN.md"):
        pictures = re.findall(r"\]\((screenshots/[^)]+)\)", (ROOT / name).read_text(encoding="utf-8"))
        assert pictures
        assert [picture for picture in pictures if not (ROOT / picture).is_file()] == []


@pytest.mark.parametrize("room", ["model", "store"])
def test_no_module_of_a_lower_room_brings_a_screen(room):
    modules = [module for module in MODULES if module.startswith(room)]
    heavy = {"textual", "rich", "click"} | ({"tinydb", "store"} if room == "model" else set())
    code = "import importlib, sys\nfor name in sys.argv[1:]: importlib.import_module(name)\n"
    code += f"print(sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code, *modules], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_importing_a_module_makes_no_folder(tmp_path):
    folder = tmp_path / "empty"
    folder.mkdir()
    code = "import importlib, sys\nfor name in sys.argv[1:]: importlib.import_module(name)"
    subprocess.run(
        [sys.executable, "-c", code, *MODULES, "tui.app", "tui.main"],
        env={"HOME": str(folder), "PATH": "/usr/bin:/bin"},
        check=True,
    )
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_recipes_name_the_program_where_the_installation_put_it(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    recipes = re.findall(
        r"^.*(?:\.profile|cron\*\*|authorized_keys|completion bash|todo\.ics|^command=).*$", text, re.M
    )
    recipes += re.findall(r"```sh\n(.*?)```", text, re.S)
    assert len(recipes) > 6
    for recipe in recipes:
        assert not re.search(r"(?<![\w/.])huanqing (?!has|下)[a-z-]", recipe), recipe
