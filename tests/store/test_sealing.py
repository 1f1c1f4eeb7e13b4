"""Sealing: file, history, backups, drafts and notes together; what a wrong passphrase, damage and a sample do."""

import json
import random
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import msgspec
import pytest
from traces import WORD, holding, noted

from model.case import Case
from store import backups, calendar_file, files, resealing, sealing
from store.book import CaseBook
from store.check import check
from store.drafts import Draft, Drafts
from store.errors import Damaged, Newer, NoBackup, NotSealed, Sealed, StoreError, WrongPassphrase
from store.paths import backups_folder, drafts_folder, sealing_folder
from store.restoring import restore
from store.sealing import Key, Passphrase, Vault, new_key

Open = Callable[..., CaseBook]
Make = Callable[..., Case]
SAMPLES = Path(__file__).parent / "samples"
RIGHT, WRONG = Passphrase("几个词 比一个好"), Passphrase("不是这个")


def fast(passphrase: Passphrase = RIGHT) -> Key:
    """A key of little cost."""
    return new_key(passphrase, n=2**10)


def planted(book: CaseBook, make: Make) -> None:
    """Fill file, history, backups, a draft and the calendar's notes with a word to look for."""
    book.add_all([make("a1", note=WORD), make("b2", title=WORD)])
    book.update("a1", noted(WORD + "2"))
    book.update("a1", noted("x"))
    book.remove("b2")
    Drafts(book.path).save(Draft(form="contact", who="李", at="2026-11-24T10:00", texts={"said": WORD}, case="a1"))
    state = calendar_file.CalendarState({WORD: calendar_file.Exported("c", make("a1").opened_on, "d")})
    calendar_file.write_state(book.path, state)


@pytest.fixture
def sealed(book: Open, small: Make, case_file: Path) -> Key:
    """The key of a file that was planted and sealed."""
    one = book()
    planted(one, small)
    key = fast()
    resealing.convert(case_file, Vault(case_file), key)
    one.close()
    return key


def opened(path: Path, now: Callable[[], datetime], key: Key) -> CaseBook:
    """A session that knows the key."""
    return CaseBook.open(path, who="李", now=now, codec=Vault(path, (key,)))


def test_file_history_backups_drafts_and_notes_are_sealed_together(book: Open, small: Make, case_file: Path) -> None:
    one = book()
    planted(one, small)
    before = len(holding(case_file.parent))
    done = resealing.convert(case_file, Vault(case_file), fast())
    assert before >= 5 and done.backups == 3 and done.drafts == 1
    assert holding(case_file.parent) == [] and not sealing_folder(case_file).exists()
    for path in case_file.parent.rglob("*.json"):
        assert json.loads(path.read_bytes())["format"] == "huanqing-sealed" and path.stat().st_mode & 0o777 == 0o600


def test_nothing_is_lost_by_sealing_and_unsealing(
    book: Open, small: Make, case_file: Path, now: Callable[[], datetime]
) -> None:
    one = book()
    planted(one, small)
    before = {path: path.read_bytes() for path in resealing.targets(case_file)}
    vault = Vault(case_file)
    key = fast()
    resealing.convert(case_file, vault, key)
    two = opened(case_file, now, key)
    assert [case.id for case in two.cases()] == ["a1"] and len(two.history("a1")) == 3
    vault.take(case_file.read_bytes())
    resealing.convert(case_file, vault, None)
    assert {path: path.read_bytes() for path in resealing.targets(case_file)} == before


def test_a_sealed_file_without_its_passphrase_tells_nothing_and_is_left_alone(book: Open, sealed: Key) -> None:
    with pytest.raises(Sealed) as caught:
        book()
    assert "passphrase" in caught.value.said.text


def test_a_wrong_passphrase_is_told_from_damage(sealed: Key, case_file: Path) -> None:
    data = case_file.read_bytes()
    vault = Vault(case_file)
    with pytest.raises(WrongPassphrase):
        vault.unlock(data, WRONG)
    vault.unlock(data, RIGHT)
    assert WORD.encode() not in vault.open(data)[:20]
    middle = data.index(b'"data":"') + 50
    swapped = data[:middle] + (b"B" if data[middle : middle + 1] == b"A" else b"A") + data[middle + 1 :]
    for broken in (
        swapped,
        data[: len(data) // 2],
        data.replace(b'"r":8', b'"r":4'),
        data.replace(b'"n":1024', b'"n":2'),
    ):
        with pytest.raises(Damaged):
            vault.open(broken)
    with pytest.raises(Newer):
        vault.open(data.replace(b'"version":1', b'"version":2'))


def test_only_a_draft_may_be_sealed_without_the_key_and_it_is_unsealed_with_the_rest(
    sealed: Key, case_file: Path
) -> None:
    forged = sealing.posted(case_file, case_file.read_bytes(), b'{"_meta": {}}')
    vault = Vault(case_file, (sealed,))
    with pytest.raises(Damaged):
        vault.take(forged)
    assert vault.open_draft(forged) == b'{"_meta": {}}'
    with pytest.raises(Sealed):
        Vault(case_file).open_draft(forged)
    path = drafts_folder(case_file) / "ab.json"
    path.write_bytes(forged)
    vault.take(case_file.read_bytes())
    resealing.convert(case_file, vault, None)
    assert path.read_bytes() == b'{"_meta": {}}'


def test_the_header_cannot_be_taken_from_another_file(tmp_path: Path) -> None:
    one, other = fast(), fast()
    data = sealing.sealed(one, b"content")
    header = msgspec.json.encode(other.header)
    mixed = header[:-1] + data[data.index(b',"nonce"') :]
    with pytest.raises(Damaged):
        Vault(tmp_path, (one, other)).open(mixed)


def test_every_write_has_a_nonce_of_its_own() -> None:
    key = fast()
    assert len({bytes(sealing.sealed(key, b"same")) for _ in range(50)}) == 50


def test_changes_undo_and_restore_work_on_a_sealed_file(
    sealed: Key, case_file: Path, now: Callable[[], datetime]
) -> None:
    one = opened(case_file, now, sealed)
    one.update("a1", noted(WORD + "3"))
    assert one.undo().said and one.case("a1").note == "x"
    vault = Vault(case_file, (sealed,))
    restore(case_file, None, who="李", now=now, codec=vault)
    one.poll()
    assert one.case("a1").note == WORD + "3"
    one.undo()
    assert one.case("a1").note == "x" and check(case_file, vault).sound
    assert holding(case_file.parent) == []


def test_a_damaged_sealed_file_comes_back_from_its_backup_sealed(
    sealed: Key, case_file: Path, now: Callable[[], datetime]
) -> None:
    data = case_file.read_bytes()
    case_file.write_bytes(data[:-40] + b'"}\n')
    vault = Vault(case_file, (sealed,))
    assert not check(case_file, vault).sound
    restore(case_file, None, who="李", now=now, codec=vault)
    assert json.loads(case_file.read_bytes())["format"] == "huanqing-sealed" and holding(case_file.parent) == []
    with pytest.raises(Sealed):
        backups.choose(case_file, None, Vault(case_file))
    with pytest.raises(NoBackup):
        backups.choose(case_file.with_name("other.json"), None, vault)


def test_another_passphrase_reseals_everything(sealed: Key, case_file: Path, now: Callable[[], datetime]) -> None:
    vault = Vault(case_file, (sealed,))
    vault.take(case_file.read_bytes())
    other = fast(Passphrase("另一个"))
    resealing.convert(case_file, vault, other)
    for path in resealing.targets(case_file):
        with pytest.raises(Sealed):
            Vault(case_file, (sealed,)).open(path.read_bytes())
    assert opened(case_file, now, other).case("a1").note == "x"


def test_where_one_cannot_be_sealed_nothing_is_and_it_is_named(
    book: Open, small: Make, case_file: Path, sealed: Key
) -> None:
    vault = Vault(case_file, (sealed,))
    vault.take(case_file.read_bytes())
    backup = backups.backups(case_file)[0].path
    backup.write_bytes(backup.read_bytes()[:-30])
    before = {path: path.read_bytes() for path in resealing.targets(case_file)}
    for key in (None, fast()):
        with pytest.raises(NotSealed) as caught:
            resealing.convert(case_file, vault, key)
        assert caught.value.said.values["path"] == str(backup)
        assert {path: path.read_bytes() for path in resealing.targets(case_file)} == before
        assert not sealing_folder(case_file).exists()


def test_a_session_that_finds_the_file_sealed_goes_on_with_the_passphrase_and_never_writes_plain(
    book: Open, small: Make, case_file: Path
) -> None:
    one = book()
    planted(one, small)
    resealing.convert(case_file, Vault(case_file), fast())
    for _ in range(2):
        with pytest.raises(Sealed):
            one.poll()
        with pytest.raises(Sealed):
            one.update("a1", noted(WORD))
    draft = Draft(form="contact", who="李", at="2026-11-24T10:00", texts={"said": WORD}, case="a1")
    kept = Drafts(case_file, one.codec).save(draft)
    assert holding(case_file.parent) == [] and Drafts(case_file, one.codec).list() == ()
    with pytest.raises(WrongPassphrase):
        one.unlock(WRONG)
    one.unlock(RIGHT)
    one.update("a1", noted(WORD))
    assert kept in Drafts(case_file, one.codec).list(), "what was typed without the key can be read with it"
    Drafts(case_file, one.codec).save(kept)
    assert one.case("a1").note == WORD and holding(case_file.parent) == []
    assert [draft.texts for draft in Drafts(case_file, one.codec).list()] == [{"said": WORD}] * 2


def test_a_locked_session_has_no_key_and_writes_nothing(
    sealed: Key, case_file: Path, now: Callable[[], datetime]
) -> None:
    one = opened(case_file, now, sealed)
    assert isinstance(one.codec, Vault)
    one.codec.lock()
    data = case_file.read_bytes()
    with pytest.raises(Sealed):
        one.update("a1", noted("y"))
    assert case_file.read_bytes() == data
    one.unlock(RIGHT)
    assert one.update("a1", noted("y")).note == "y" and json.loads(case_file.read_bytes())["version"] == 1


def test_two_sessions_on_a_sealed_file_lose_nothing(sealed: Key, case_file: Path, now: Callable[[], datetime]) -> None:
    one, two = opened(case_file, now, sealed), opened(case_file, now, sealed)
    for n in range(6):
        (one, two)[n % 2].update("a1", lambda case: msgspec.structs.replace(case, priority=case.priority + 1))
    assert one.poll() == {"a1"} and one.case("a1").priority == 6


@pytest.mark.parametrize("plain", [False, True])
def test_the_stored_sample_of_envelope_version_1_opens(
    case_file: Path, now: Callable[[], datetime], plain: bool
) -> None:
    case_file.parent.mkdir()
    case_file.write_bytes((SAMPLES / "sealed-v1.json").read_bytes())
    case_file.chmod(0o600)
    vault = Vault(case_file)
    vault.unlock(case_file.read_bytes(), Passphrase("还清 sample v1"))
    one = CaseBook.open(case_file, who="李", now=now, codec=vault)
    assert [case.id for case in one.cases()] == ["k7m2qa", "p3x9dt"] and check(case_file, vault).sound
    if plain:
        resealing.convert(case_file, vault, None)
        assert case_file.read_bytes() == (SAMPLES / "v1.json").read_bytes()


def test_every_envelope_version_has_a_sample() -> None:
    assert sorted(SAMPLES.glob("sealed-v*.json")) == [
        SAMPLES / f"sealed-v{n}.json" for n in range(1, sealing.VERSION + 1)
    ]


def test_mutated_envelopes_are_told_in_one_sentence(
    sealed: Key, case_file: Path, now: Callable[[], datetime], size: Callable[[int, int], int]
) -> None:
    random_ = random.Random(8)
    whole = case_file.read_bytes()
    for _ in range(size(300, 5000)):
        data = bytearray(whole)
        for _ in range(random_.randrange(1, 4)):
            at = random_.randrange(min(len(data), 400)) if random_.random() < 0.6 else random_.randrange(len(data))
            kind = random_.randrange(4)
            if kind == 0:
                data[at] = random_.randrange(256)
            elif kind == 1:
                del data[at : at + random_.randrange(1, 200)]
            elif kind == 2:
                data[at:at] = random_.choice([b"0", b"}", b'"', b"\xff", b"[" * 2000, b"1e999", b"null", b"\\ud800"])
            else:
                data = data[: max(1, at)]
        case_file.write_bytes(bytes(data))
        vault = Vault(case_file, (sealed,))
        try:
            vault.unlock(bytes(data), RIGHT)
            one = CaseBook.open(case_file, who="李", now=now, codec=vault)
            assert [case.id for case in one.cases()] == ["a1"]
            one.close()
        except StoreError as error:
            assert error.said.text and WORD not in str(error.said)
            assert case_file.read_bytes() == bytes(data)


def test_a_plain_file_imports_no_cryptography(book: Open, small: Make, case_file: Path) -> None:
    book().add(small("a1"))
    code = (
        "import sys; from pathlib import Path; from datetime import datetime, UTC; from store.book import CaseBook\n"
        "CaseBook.open(Path(sys.argv[1]), who='x', now=lambda: datetime.now(UTC)).undo\n"
        "print(any(name.startswith('cryptography') for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(case_file)], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_no_repr_shows_passphrase_or_key(case_file: Path) -> None:
    key = fast()
    shown = f"{RIGHT!r} {key!r} {Vault(case_file, (key,))!r} {RIGHT} {key}"
    assert "几个词" not in shown and key.secret.hex() not in shown and repr(key.secret) not in shown


def test_the_cost_of_a_new_key_is_high_and_in_the_envelope() -> None:
    assert sealing.SCRYPT_N * sealing.SCRYPT_R * 128 == 128 * 2**20
    assert fast().header.kdf.n == 1024


def test_composed_and_decomposed_characters_are_one_passphrase() -> None:
    assert Passphrase("e\u0301").encoded() == Passphrase("\u00e9").encoded()


def test_leftovers_of_killed_writers_are_swept(book: Open, small: Make, case_file: Path) -> None:
    one = book()
    planted(one, small)
    for folder, name in (
        (case_file.parent, ".cases.json.new"),
        (backups_folder(case_file), ".x.json.new"),
        (drafts_folder(case_file), ".y.json.new"),
    ):
        (folder / name).write_text(WORD, "utf-8")
    resealing.convert(case_file, Vault(case_file), fast())
    assert holding(case_file.parent) == [] and not files.temporary(case_file).exists()
