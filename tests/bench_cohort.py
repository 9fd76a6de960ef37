"""`./bench --cohort 10000`: a cohort file with 3 % bad rows is tried and imported, on a throw-away
server that does not wait for the disk. The first reading pays for the table of units."""

import os
import resource
import sys
from time import perf_counter

BAD_EVERY = 33


def main(rows: int) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    from tests.conftest import sign_in
    from tests.migrated import clone_of_migrated

    clone_of_migrated("bench")
    sign_in(NAME="bench", USER="concord_app", OPTIONS={})
    measure(rows)


def measure(rows: int) -> None:
    from followup.actions import cohorts
    from followup.actions.cohort_checks import check_file
    from tests.factories import archives, people

    places = archives.sites("hcc-adj", "WH", "YC")
    file = archives.file("hcc-adj", spoiled(archives.text("hcc-adj", rows, ["WH", "YC"])))
    began = perf_counter()
    with archives.abstracting(places) as person:
        checked = check_file(places, file, by=person, at=people.NOW)
    tried = perf_counter()
    with archives.abstracting(places) as person:
        cohorts.import_cohort(
            places=places, file=file, by=person, at=people.NOW, hold_bad_rows=True
        )
    done = perf_counter()
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(
        f"{'rows':>9}  {'good':>7}{'dry run, s':>12}{'import, s':>12}{'peak, MB':>10}\n"
    )
    times = f"{tried - began:>12.1f}{done - tried:>12.1f}{megabytes:>10}"
    sys.stdout.write(f"{rows:>9,}  {checked.rows:>7,}{times}\n")


def spoiled(text: str) -> str:
    lines = text.splitlines()
    place = lines[0].split(",").index("mvi")
    for row in range(BAD_EVERY, len(lines), BAD_EVERY):
        cells = lines[row].split(",")
        cells[place] = "M9"
        lines[row] = ",".join(cells)
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main(int(sys.argv[1]))
