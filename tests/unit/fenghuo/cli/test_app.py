from __future__ import annotations

import subprocess
import sys

import pytest
import typer.main

from fenghuo import cli
from fenghuo.cli.app import app
from fenghuo.settings import SettingsError

COMMANDS = typer.main.get_command(app).commands


def test_the_module_runs_and_lists_every_command():
    done = subprocess.run([sys.executable, "-m", "fenghuo", "--help"], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert [name for name in COMMANDS if f"\n  {name} " not in done.stdout] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(run, name):
    result = run(name, "--help")
    assert result.exit_code == 0
    assert COMMANDS[name].help
    assert COMMANDS[name].help.splitlines()[0][:40] in " ".join(result.stdout.split())


def test_help_loads_neither_database_nor_web_server_nor_numbers():
    code = "import fenghuo.cli, sys; print(*({'psycopg', 'fastapi', 'uvicorn', 'numpy', 'paho'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_an_expected_error_is_one_line_on_stderr_and_exit_code_1(monkeypatch, capsys):
    def refuse() -> None:
        raise SettingsError("no database: set FENGHUO_DATABASE__URL")

    monkeypatch.setattr(cli, "app", refuse)
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 1
    out, err = capsys.readouterr()
    assert (out, err) == ("", "fenghuo: no database: set FENGHUO_DATABASE__URL\n")


def test_an_unexpected_error_is_not_hidden(monkeypatch):
    def fail() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(cli, "app", fail)
    with pytest.raises(ZeroDivisionError):
        cli.main()
