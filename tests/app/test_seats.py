"""`admin init` and `admin user` make a shared database where people have roles."""

import io

import psycopg
import pytest

from dispatch_console.app.cli import FAILED, main
from dispatch_console.domain.roles import Role
from dispatch_console.storage import rights
from tests.database import TestCluster


def test_a_database_is_set_up_and_its_users_come_and_go(
    cluster: TestCluster, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    url = cluster.url("seats")

    def admin(*words: str, password: str = "") -> int:
        monkeypatch.setattr("sys.stdin", io.StringIO(password))
        return main(["admin", *words])

    try:
        assert admin("init", url, "--admin", "seats_boss", password="short\n") == FAILED
        for _ in range(2):
            assert admin("init", url, "--admin", "seats_boss", password="a long password\n") == 0
        boss = ("--database-url", cluster.url("seats", "seats_boss"))
        assert admin("user", "add", *boss, "seats_li", "viewer", password="one of her own\n") == 0
        assert admin("user", "set-role", *boss, "seats_li", "dispatcher") == 0
        assert admin("user", "lock", *boss, "seats_li") == 0
        capsys.readouterr()
        assert admin("user", "list", *boss) == 0
        assert "seats_li  dispatcher  all regions  locked" in capsys.readouterr().out
        assert main(["doctor", *boss]) == 0
        assert "seats_boss: admin" in capsys.readouterr().out
        assert admin("user", "drop", *boss, "seats_li") == 0
        assert admin("user", "drop", *boss, "seats_li") == FAILED
        assert admin("migrate", "--database-url", url) == 0
    finally:
        cluster.execute("DROP DATABASE seats WITH (FORCE)")
        cluster.execute("DROP ROLE IF EXISTS seats_li, seats_boss")
        for role in Role:
            cluster.execute(f"DROP ROLE IF EXISTS {rights.group_name('seats', role)}")


def test_a_database_of_something_else_is_left_alone(
    cluster: TestCluster, capsys: pytest.CaptureFixture[str]
) -> None:
    with cluster.database(template="template0") as url:
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE other (id int)")
        assert main(["admin", "init", url]) == FAILED
        assert "holds tables of something else" in capsys.readouterr().err
