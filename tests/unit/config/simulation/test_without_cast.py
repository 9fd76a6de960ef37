import pytest
from django.core.management import CommandError, call_command


@pytest.mark.django_db
def test_without_the_cast_the_command_says_what_to_load(settings):
    settings.DEMO = True
    with pytest.raises(CommandError):
        call_command("simulate", "--demo")
