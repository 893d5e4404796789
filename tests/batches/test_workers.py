import datetime as dt
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import fake_rooms
import pytest

from batches import workers
from batches.archive import Archive
from batches.pins import ProgramChangedError, open_reading_room
from batches.workers import Crew, OpenRoom, ReadersError, Task, Worked, work
from lockbox.canonical import decode, sha256
from lockbox.errors import DamagedError
from lockbox.lattice import Lattice
from lockbox.manifest import Inputs
from lockbox.micr import Micr
from lockbox.records import Envelope, Field, Instrument, InstrumentKind, Reading, Remittance, Scan
from lockbox.settings import Machine
from lockbox.settlement import Outcome

INPUTS = Inputs("0" * 64, "0" * 64, "0" * 64, "0" * 64, (), dt.date(2026, 3, 2), "test")


def crew(tmp_path: Path, machine: Machine, room: OpenRoom = fake_rooms.troubled) -> Crew:
    return Crew(room, tmp_path, INPUTS, machine)


def here(tmp_path: Path) -> Crew:
    return Crew(fake_rooms.troubled, tmp_path, INPUTS, Machine(), apart=False)


def mail(tmp_path: Path, *pages: str) -> tuple[Task, ...]:
    archive = Archive(tmp_path)
    return tuple(
        Task(place, Envelope(f"{place:03}", (Scan(archive.put(page.encode()), f"{place}.png"),)))
        for place, page in enumerate(pages)
    )


def done(tasks: tuple[Task, ...], by: Crew) -> list[Worked]:
    places: dict[int, Worked] = {}
    work(tasks, by, lambda worked: places.__setitem__(worked.task.sequence, worked))
    assert len(places) == len(tasks)
    return [places[place] for place in range(len(tasks))]


def failures(results: list[Worked]) -> list[str]:
    return [decode(Reading, worked.reading).pages[0].failure for worked in results]


def test_one_worker_and_many_give_the_same_bytes(tmp_path: Path) -> None:
    tasks = mail(tmp_path, *(f"ok {place}" for place in range(23)))
    alone = done(tasks, here(tmp_path))
    many = done(tasks, crew(tmp_path, Machine(workers=3)))
    assert [(w.reading, w.outcome) for w in alone] == [(w.reading, w.outcome) for w in many]
    assert [decode(Outcome, w.outcome).envelope for w in many] == [task.envelope.name for task in tasks]


@pytest.mark.parametrize("count", [1, 2])
def test_bad_envelopes_cost_only_themselves(tmp_path: Path, count: int) -> None:
    pages = ("ok", "die", "ok", f"hang {tmp_path / 'hung'}", "raise", "ok", "eat", f"once {tmp_path / 'mark'}", "ok")
    machine = Machine(workers=count, page_seconds=1)
    results = done(mail(tmp_path, *pages), crew(tmp_path, machine))
    assert failures(results) == [
        "",
        "a reader ended its process",
        "",
        "a reader took longer than it may",
        "the program failed on it (KeyError)",
        "",
        "a reader ran out of memory",
        "",
        "",
    ]
    assert results[1].sketch.decisions[0].findings[0].detail == "a reader ended its process"


def test_readers_in_this_process_may_raise(tmp_path: Path) -> None:
    results = done(mail(tmp_path, "raise", "ok"), here(tmp_path))
    assert failures(results) == ["the program failed on it (KeyError)", ""]


def test_a_reading_that_is_there_is_not_made_again(tmp_path: Path) -> None:
    tasks = mail(tmp_path, "ok", "die")
    first = done(tasks[:1], here(tmp_path))[0]
    known = Archive(tmp_path).put(first.reading)
    again = done((Task(0, tasks[1].envelope, known),), here(tmp_path))[0]
    assert again.reading == first.reading
    assert sha256(again.reading) == known


@pytest.mark.parametrize("apart", [False, True])
def test_a_damaged_archive_stops_the_work(tmp_path: Path, *, apart: bool) -> None:
    crew = Crew(fake_rooms.troubled, tmp_path, INPUTS, Machine(workers=2), apart)
    with pytest.raises(DamagedError):
        done(mail(tmp_path, "ok", "damaged", "ok"), crew)


def test_readers_that_cannot_start_are_the_operators_trouble(tmp_path: Path) -> None:
    with pytest.raises(ReadersError):
        done(mail(tmp_path, "ok", "ok"), crew(tmp_path, Machine(workers=2), fake_rooms.unopened))


def test_what_the_operator_can_mend_is_said_even_when_the_room_does_not_open(tmp_path: Path) -> None:
    with pytest.raises(ProgramChangedError):
        done(mail(tmp_path, "ok", "ok"), crew(tmp_path, Machine(workers=1), open_reading_room))


def test_few_tasks_are_under_way_at_a_time(tmp_path: Path) -> None:
    tasks, under_way, most = mail(tmp_path, *["ok"] * 40), 0, 0

    def settle(_worked: Worked) -> None:
        nonlocal under_way
        under_way -= 1

    class Counting(tuple[Task, ...]):
        def __iter__(self) -> Iterator[Task]:
            nonlocal under_way, most
            for task in tuple.__iter__(self):
                under_way += 1
                most = max(most, under_way)
                yield task

    work(Counting(tasks), crew(tmp_path, Machine(workers=2)), settle)
    assert under_way == 0
    assert most <= 2 * 2


def test_a_sketch_keeps_what_is_compared_and_drops_the_lattices() -> None:
    lattice = Lattice("01", b"\0\1\2")
    seen = Field(100, 900, "1.00", "courtesy", candidates=(("1.00", 900),), lattice=lattice)
    nothing = Field()
    instrument = Instrument(
        1,
        InstrumentKind.CHECK,
        0,
        -1,
        Field(Micr("A1A", "011000015"), 900, lattice=lattice),
        seen,
        *[nothing] * 8,
        picture="f" * 16,
    )
    slim = workers.sketch(Outcome("1", Remittance((), (instrument,)), (), ())).remittance.instruments[0]
    assert slim.micr.value == instrument.micr.value
    assert slim.courtesy_amount.value == 100
    assert slim.picture == instrument.picture
    assert slim.micr.lattice is None
    assert slim.courtesy_amount.lattice is None


_MAIN = """
import pickle, sys
from pathlib import Path
from batches.workers import work
if __name__ == "__main__":
    tasks, crew = pickle.loads(Path(sys.argv[1]).read_bytes())
    work(tasks, crew, print)
"""


def test_workers_end_with_the_process_that_started_them(tmp_path: Path) -> None:
    marks = [tmp_path / "first", tmp_path / "second"]
    tasks = mail(tmp_path, *(f"hang {mark}" for mark in marks))
    (tmp_path / "job").write_bytes(pickle.dumps((tasks, crew(tmp_path, Machine(workers=2, page_seconds=200)))))
    (tmp_path / "main.py").write_text(_MAIN)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    command = [sys.executable, tmp_path / "main.py", tmp_path / "job"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as main:
        while not all(mark.exists() for mark in marks):
            assert main.poll() is None
        main.send_signal(signal.SIGKILL)
        main.communicate(timeout=30)  # their standard output closes when the last of them is gone


def test_workers_import_nothing_from_the_folder_that_somebody_stands_in(tmp_path: Path) -> None:
    folder, mark = tmp_path / "somewhere", tmp_path / "mark"
    (folder / "lockbox").mkdir(parents=True)
    (folder / "lockbox" / "__init__.py").write_text(f"open({str(mark)!r}, 'w')")
    (tmp_path / "job").write_bytes(pickle.dumps((mail(tmp_path, "ok"), crew(tmp_path, Machine(workers=1)))))
    (tmp_path / "main.py").write_text(_MAIN)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    command = [sys.executable, tmp_path / "main.py", tmp_path / "job"]
    subprocess.run(command, env=environment, cwd=folder, check=True, capture_output=True, timeout=120)
    assert not mark.exists()
