from uuid import UUID

from dispatch_console.services.history import Done, History

ONE, TWO, THREE = (UUID(int=n) for n in (1, 2, 3))


def test_the_last_thing_done_is_the_first_undone():
    history = History()
    history.applied(ONE, "assign")
    history.applied(TWO, "set_status accepted")
    assert history.undoable == Done(TWO, "set_status")


def test_what_was_undone_can_be_done_again_until_something_else_is_done():
    history = History()
    history.applied(ONE, "assign")
    history.undone(Done(ONE, "assign"), TWO)
    assert history.undoable is None
    assert history.redoable == Done(TWO, "assign")
    history.applied(THREE, "unassign")
    assert history.redoable is None


def test_what_is_done_again_can_be_undone_again():
    history = History()
    history.applied(ONE, "assign")
    history.undone(Done(ONE, "assign"), TWO)
    history.redone(Done(TWO, "assign"), THREE)
    assert history.undoable == Done(THREE, "assign")
    assert history.redoable is None


def test_undoing_is_not_itself_something_done_and_neither_is_an_import():
    history = History()
    history.applied(ONE, "undo assign")
    history.applied(TWO, "import tickets")
    assert history.undoable is None


def test_what_cannot_be_undone_makes_way_for_what_came_before():
    history = History()
    history.applied(ONE, "assign")
    history.applied(TWO, "unassign")
    history.forget(Done(TWO, "unassign"))
    assert history.undoable == Done(ONE, "assign")
