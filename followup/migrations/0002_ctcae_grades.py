"""A grade is stored only where CTCAE has it: the terms' grades, and the key that refuses others."""

from django.db import migrations

from trials.domain.ctcae.terms import VERSION, all_terms

ADD = """
ALTER TABLE followup_adverseevent ADD CONSTRAINT ctcae_grade_exists
  FOREIGN KEY (ctcae_version, term, grade)
  REFERENCES followup_ctcaegrade (version, term, grade)
"""


def load_grades(apps, schema_editor):
    grade = apps.get_model("followup", "CtcaeGrade")
    grade.objects.bulk_create(
        grade(version=VERSION, term=term.name, grade=value)
        for term in all_terms()
        for value in term.grades
    )


class Migration(migrations.Migration):
    dependencies = [("followup", "0001_tables")]

    operations = [
        migrations.RunPython(load_grades, migrations.RunPython.noop),
        migrations.RunSQL(
            ADD, "ALTER TABLE followup_adverseevent DROP CONSTRAINT ctcae_grade_exists"
        ),
    ]
