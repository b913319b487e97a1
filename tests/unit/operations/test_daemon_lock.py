import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from mailgate.operations.lock import AlreadyRunning, DaemonLock

HOLDER = """
import pathlib, signal, sys
from mailgate.operations.lock import DaemonLock
lock = DaemonLock(pathlib.Path(sys.argv[1]))
lock.acquire()
print("held", flush=True)
signal.pause()
"""


def test_a_second_daemon_is_told_which_process_holds_the_database(tmp_path: Path) -> None:
    database = tmp_path / "mailgate.db"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(database)], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(AlreadyRunning, match=f"process {holder.pid} already serves") as refused:
        DaemonLock(database).acquire()
    assert refused.value.pid == holder.pid
    holder.send_signal(signal.SIGKILL)
    holder.communicate()
    with DaemonLock(database) as lock:
        assert lock.path.read_text() == f"{os.getpid()}\n"


def test_a_released_lock_can_be_taken_again_and_its_file_stays(tmp_path: Path) -> None:
    database = tmp_path / "mailgate.db"
    first, second = DaemonLock(database), DaemonLock(database)
    first.acquire()
    with pytest.raises(AlreadyRunning):
        second.acquire()
    first.release()
    first.release()
    second.acquire()
    second.release()
    assert (tmp_path / "mailgate.db.lock").stat().st_mode & 0o777 == 0o600


def test_a_child_process_does_not_keep_the_lock(tmp_path: Path) -> None:
    lock = DaemonLock(tmp_path / "mailgate.db")
    lock.acquire()
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE, close_fds=False) as child:
        lock.release()
        with DaemonLock(tmp_path / "mailgate.db"):
            assert child.poll() is None
            assert child.stdin
            child.stdin.close()


def test_a_planted_link_is_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    (tmp_path / "mailgate.db.lock").symlink_to(victim)
    with pytest.raises(OSError, match="symbolic links"):
        DaemonLock(tmp_path / "mailgate.db").acquire()
    assert victim.read_text() == "precious"


def test_a_lock_file_with_odd_content_names_nobody(tmp_path: Path) -> None:
    database = tmp_path / "mailgate.db"
    with DaemonLock(database) as lock:
        lock.path.write_text("?")
        with pytest.raises(AlreadyRunning, match="another process already serves"):
            DaemonLock(database).acquire()
