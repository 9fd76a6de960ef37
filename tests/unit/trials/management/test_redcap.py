from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories.shipped_protocols import shipped
from trials.domain.protocol.forms import Form
from trials.domain.protocol.source import read


def redcap(*words):
    out, told = StringIO(), StringIO()
    call_command("redcap", *map(str, words), stdout=out, stderr=told)
    return out.getvalue(), told.getvalue()


def test_out_and_in_again_by_way_of_files(tmp_path):
    file, forms = tmp_path / "crlm.csv", tmp_path / "forms.yaml"
    _nothing, told = redcap("export", "crlm", "--out", file)
    assert "plausible: REDCap does nothing with it" in told
    assert "fields of" in told
    redcap("import", file, "--out", forms)
    data = read(forms.read_text(), name="forms.yaml").data
    assert tuple(Form.model_validate(one) for one in data["forms"]) == shipped("crlm").forms


def test_to_standard_output_and_in_chinese():
    text, _told = redcap("export", "crlm", "--language", "zh")
    assert text.startswith("Variable / Field Name,Form Name")
    assert "受试者编号" in text


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("export", "nothing.yaml"), "nothing.yaml cannot be read"),
        (("import", "nothing.csv"), "nothing.csv cannot be read"),
    ],
)
def test_a_file_that_is_not_there(words, says):
    with pytest.raises(CommandError, match=says):
        redcap(*words)


def test_a_file_of_something_else(tmp_path):
    file = tmp_path / "other.csv"
    file.write_text("a,b\n1,2\n")
    with pytest.raises(CommandError, match="no REDCap data dictionary"):
        redcap("import", file)
    with pytest.raises(CommandError, match=r"other\.csv"):
        redcap("export", file)
    # As a spreadsheet program saves it in China.
    file.write_text("变量,表单\n", "gb18030")
    with pytest.raises(CommandError, match="choose “CSV UTF-8”"):
        redcap("import", file)
