"""Parts from files: the catalogue, when to order, and opening stock in double entry."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from dispatch_console.domain.requisition import State
from dispatch_console.domain.stock import Move, MoveKind, PlaceKind
from dispatch_console.services.context import Context
from dispatch_console.services.importing.fields import Kind
from dispatch_console.services.importing.results import Counts
from dispatch_console.services.importing.run import Request, preview
from tests.services.importing.files import codes, import_file, text_file
from tests.services.parts.store import D, asked, furnished, stocked

PARTS = """Number,Name,中文名称,Unit,Cost,Warehouse,Stock,Serials,Serialised,Reorder point,Lot size
R-1,Roller,滚轮,pcs,12.5,MAIN,40,,no,10,20
R-1,Roller,,,,VAN-1,2,,,,
H-9,Print head,打印头,pcs,"1,250",MAIN,2,"X1, X2",yes,,
"""


def moves(context: Context) -> tuple[Move, ...]:
    with context.database.snapshot() as snapshot:
        return snapshot.stocks.moves(100)


def test_parts_come_in_with_opening_stock_that_balances(context: Context, tmp_path: Path) -> None:
    store = furnished(context)
    path = text_file(tmp_path, PARTS)
    foreseen = preview(context, Request(kind=Kind.PARTS, path=path))
    assert foreseen.counts == Counts(created=3)
    assert not moves(context)
    report = import_file(context, path, Kind.PARTS)
    assert report.outcomes == foreseen.outcomes
    (move,) = moves(context)
    assert (move.kind, move.reason, move.who) == (MoveKind.COUNT, "file.csv", "tester")
    assert sum(line.quantity for line in move.lines) == 0
    with context.database.snapshot() as snapshot:
        parts = snapshot.parts.find(["R-1", "H-9"], "number")
        stocks = snapshot.stocks.every()
        outside = snapshot.places.of_kind(PlaceKind.ADJUSTMENT).id
        pieces = snapshot.serials.at(parts["H-9"].id, store.main)
        (point,) = snapshot.reorder_points.every().values()
    roller, head = parts["R-1"], parts["H-9"]
    assert (roller.name_en, roller.name_zh, roller.cost) == ("Roller", "滚轮", D("12.5"))
    assert (head.cost, head.serialised) == (D(1250), True)
    assert stocks[roller.id, store.main].quantity == 40
    assert stocks[roller.id, store.van].quantity == 2
    assert stocks[roller.id, outside].quantity == -42
    assert [piece.number for piece in pieces] == ["X1", "X2"]
    assert (point.point, point.quantity) == (D(10), D(20))
    again = import_file(context, path, Kind.PARTS)
    assert again.counts == Counts(unchanged=3)
    assert len(moves(context)) == 1


def test_stock_in_use_is_left_to_the_stocktake(context: Context, tmp_path: Path) -> None:
    store = furnished(context)
    stocked(context, store, fuses=10)
    before = moves(context)
    rows = "number,place,stock,cost\nF-10,MAIN,99,3\nF-10,EAST,5,3\n"
    report = import_file(context, text_file(tmp_path, rows), Kind.PARTS)
    assert report.counts == Counts(updated=2)
    assert codes(report, 2) == {"import.warning.stock_in_use"}
    with context.database.snapshot() as snapshot:
        stocks = snapshot.stocks.every()
        assert snapshot.parts.get([store.fuse.id])[store.fuse.id].cost == D(3)
    assert stocks[store.fuse.id, store.main].quantity == D(10)
    assert stocks[store.fuse.id, store.east].quantity == D(5)
    assert len(moves(context)) == len(before) + 1


def test_opening_stock_serves_those_who_wait(context: Context, tmp_path: Path) -> None:
    store = furnished(context)
    key = asked(context, store, store.fuse, 2)
    with context.database.unit(user="setup") as unit:
        row = unit.requisitions.get([key])[key]
        unit.requisitions.write(replace(row, state=State.WAITING))
        unit.commit()
    rows = "number,place,stock\nF-10,MAIN,5\n"
    assert import_file(context, text_file(tmp_path, rows), Kind.PARTS).counts.updated == 1
    with context.database.snapshot() as snapshot:
        assert snapshot.stocks.every()[store.fuse.id, store.main].reserved == Decimal(2)


def test_faulty_rows_say_what_to_do(context: Context, tmp_path: Path) -> None:
    store = furnished(context)
    stocked(context, store)
    rows = """number,name,place,stock,serials,serialised,cost,currency
,a,,,,,,
A-1,,,,,,,
A-2,b,nowhere,1,,,,
A-3,c,,1,,,,
A-4,d,MAIN,2,X1,yes,,
A-5,e,MAIN,-1,,,,
A-6,f,,,,,-1,
A-7,g,,,,,,yuan
B-77,h,EAST,1,SN1,,,
A-8,i,MAIN,many,,,,
A-9,j,MAIN,1,,,,
A-9,k,EAST,1,,,,
F-10,l,,,,yes,,
A-9,j,main,3,,,,
"""
    report = import_file(context, text_file(tmp_path, rows), Kind.PARTS)
    assert [sorted(codes(report, row)) for row in range(2, 16)] == [
        ["import.error.no_number"],
        ["import.error.part_name"],
        ["import.error.place"],
        ["import.error.no_place"],
        ["import.error.serial_count"],
        ["import.error.negative"],
        ["import.error.negative"],
        ["import.error.currency"],
        ["import.error.serial_elsewhere"],
        ["import.error.number"],
        [],
        ["import.error.part_differs"],
        ["import.error.part_serialised"],
        ["import.error.same_row"],
    ]
    assert report.counts == Counts(created=1, refused=13)
