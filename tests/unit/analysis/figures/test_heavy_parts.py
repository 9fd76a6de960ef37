import subprocess
import sys

SCRIPT = """
import sys
import analysis.domain.curve_tables, analysis.domain.endpoint_counts
import analysis.domain.ninety_days, analysis.domain.sets, analysis.domain.survival.cox
import analysis.domain.survival.log_rank, analysis.figures.km
print(*{name.partition(".")[0] for name in sys.modules})
"""


def test_no_heavy_part_is_loaded_before_a_job_needs_it():
    """The web process imports these modules and never draws or fits."""
    loaded = subprocess.run([sys.executable, "-c", SCRIPT], check=True, capture_output=True)

    heavy = {"matplotlib", "pandas", "lifelines", "scipy", "fontTools", "django"}
    assert heavy.isdisjoint(loaded.stdout.decode().split())
