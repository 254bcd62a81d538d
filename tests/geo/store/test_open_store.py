"""Where a store is made, who may read it, and what is refused."""

import os
import stat
import threading

import pytest

from geo.errors import StoreError
from geo.store import open_store
from geo.store._address import default_path, resolve
from tests.geo.store.made import offences, raids
from tests.geo.store.postgres import address_of


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
def test_folder_and_files_are_for_their_owner_alone(tmp_path):
    path = tmp_path / "made" / "store.sqlite"
    with open_store(path) as store:
        store.add("raids", raids((1, 2)), name="a", digest="0" * 64, by="me")
        assert mode(path.parent) == 0o700
        assert {mode(one) for one in path.parent.iterdir()} == {0o600}


def test_the_environment_says_where(monkeypatch, tmp_path):
    monkeypatch.setenv("CRACKDOWN_STORE", str(tmp_path / "here.sqlite"))
    open_store().close()
    assert (tmp_path / "here.sqlite").exists()


def test_the_usual_place_is_beside_the_program_and_not_in_the_repository(monkeypatch):
    monkeypatch.delenv("CRACKDOWN_STORE", raising=False)
    path = default_path()
    assert resolve(None).database == str(path)
    root = path.parents[1]
    assert (root / "pyproject.toml").exists()
    assert "/store/" in (root / ".gitignore").read_text().splitlines()


@pytest.mark.parametrize("form", ["{}", "sqlite:///{}"])
def test_a_path_and_an_address_are_the_same(tmp_path, form):
    path = tmp_path / "store.sqlite"
    with open_store(form.format(path)) as store:
        assert path.exists()
        assert store.place == str(path)


@pytest.mark.parametrize("address", ["mysql://a:secret@b/c", "sqlite://", "sqlite:///:memory:"])
def test_other_addresses_are_refused(address):
    with pytest.raises(StoreError, match="cannot be used") as caught:
        open_store(address)
    assert "secret" not in str(caught.value)


def test_a_password_is_never_shown(server):
    with (
        address_of(server) as address,
        open_store(address.replace("@", ":geheim@", 1)) as store,
    ):
        assert "geheim" not in f"{store!r} {store.place}"
    with pytest.raises(StoreError) as caught:
        open_store("postgresql+psycopg://me:geheim@127.0.0.1:1/none")
    assert "geheim" not in str(caught.value)
    assert "cannot be reached" in str(caught.value)
    assert caught.value.__cause__ is None


def test_no_file_is_made_where_none_may_be(tmp_path):
    with pytest.raises(StoreError, match="no store at"):
        open_store(tmp_path / "none.sqlite", create=False)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="no store can be made"):
        open_store(tmp_path / "file" / "below" / "store.sqlite")


def test_another_file_is_no_store(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("raid_id,date\n" * 500)
    with pytest.raises(StoreError, match="the file is no store"):
        open_store(path)
    assert path.read_text() == "raid_id,date\n" * 500


def test_one_store_serves_many_threads(store):
    faults = []

    def work(number):
        try:
            made = offences(*[("2024-03-01", 530000 + 100 * number + step) for step in range(20)])
            store.add("offences", made, name="f", digest=f"{number:064x}", by="me")
            store.records("offences")
        except BaseException as fault:  # noqa: BLE001 - told by the test
            faults.append(fault)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert store.counts()["offences"] == 120
    assert store.verify().is_intact
