import pytest

from config.services import options


def test_by_default_port_8000_and_no_folder_are_asked_for():
    chosen = options.read([])

    assert (chosen.port, chosen.data, chosen.once) == (8000, None, False)


def test_all_three_can_be_chosen():
    chosen = options.read(["--port", "9100", "--data", "/srv/concord", "--once"])

    assert (chosen.port, chosen.data, chosen.once) == (9100, "/srv/concord", True)


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http", "80.5", ""])
def test_a_word_that_is_no_port_is_refused_in_words(port, capsys):
    with pytest.raises(SystemExit) as ended:
        options.read([f"--port={port}"])

    assert ended.value.code == 2
    assert "is not a port: give a number from 1 to 65535" in capsys.readouterr().err


def test_an_unknown_option_is_refused(capsys):
    with pytest.raises(SystemExit):
        options.read(["--prot", "1"])

    assert "unrecognized arguments" in capsys.readouterr().err


def test_help_names_the_command_that_people_type(capsys):
    with pytest.raises(SystemExit):
        options.read(["--help"])

    assert capsys.readouterr().out.startswith("usage: ./run")
