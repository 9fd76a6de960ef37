import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casebook', '0010_database_unlocks'),
        ('trials', '0002_reading_changes'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='fact',
            name='fact_by_source',
        ),
        migrations.RemoveIndex(
            model_name='fact',
            name='fact_by_participant',
        ),
        migrations.AlterField(
            model_name='fact',
            name='activation',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='trials.siteactivation'),
        ),
        migrations.AlterField(
            model_name='fact',
            name='participant',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='facts', to='casebook.participant'),
        ),
        migrations.AlterField(
            model_name='fact',
            name='superseded_by',
            field=models.OneToOneField(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='supersedes', to='casebook.fact'),
        ),
    ]
