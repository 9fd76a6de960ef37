import audit.events
import django.db.models.deletion
import pghistory.utils
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('casebook', '0001_initial'),
        ('trials', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Prediction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('incomplete', 'Incomplete'), ('complete', 'Complete'), ('signed', 'Signed'), ('locked', 'Locked')], default='complete', max_length=10)),
                ('version', models.PositiveIntegerField(default=1)),
                ('entered_at', models.DateTimeField()),
                ('score', models.DecimalField(decimal_places=8, max_digits=9)),
                ('run_id', models.CharField(help_text='The run at the computing site.', max_length=100)),
                ('computed_at', models.DateTimeField()),
                ('series_uids', models.JSONField(default=list, help_text='DICOM series the score was read from.')),
                ('imaging_date', models.DateField()),
                ('replaces', models.CharField(blank=True, choices=[('mri_rejected', 'The earlier scan was rejected for its quality'), ('mri_aged_out', 'The earlier scan became too old before enrollment')], max_length=20)),
                ('activation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='trials.siteactivation')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('participant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_set', to='casebook.participant')),
                ('protocol_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='trials.protocolversion')),
            ],
            options={
                'ordering': ['participant', 'computed_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('score__gte', 0), ('score__lte', 1)), name='score_is_0_to_1')],
            },
        ),
        migrations.CreateModel(
            name='Predictor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField()),
                ('title_en', models.CharField(max_length=200)),
                ('title_zh', models.CharField(max_length=200)),
                ('fact', models.CharField(help_text='The fact an open prediction becomes.', max_length=60)),
                ('trial', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='predictors', to='trials.trial')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('trial', 'slug'), name='predictor_once_per_trial')],
            },
        ),
        migrations.CreateModel(
            name='PredictorEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_xid', audit.events.XidField(db_default=audit.events.CurrentXactId(), editable=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('slug', models.SlugField(db_index=False, null=True)),
                ('title_en', models.CharField(max_length=200, null=True)),
                ('title_zh', models.CharField(max_length=200, null=True)),
                ('fact', models.CharField(help_text='The fact an open prediction becomes.', max_length=60, null=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='inference.predictor')),
                ('trial', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='trials.trial')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PredictorRelease',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.CharField(max_length=40)),
                ('weights_sha256', models.CharField(max_length=64)),
                ('threshold', models.DecimalField(decimal_places=8, max_digits=9)),
                ('registered_at', models.DateTimeField()),
                ('predictor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='releases', to='inference.predictor')),
                ('registered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('predictor', 'version'), name='release_version_once'), models.UniqueConstraint(fields=('predictor', 'weights_sha256'), name='release_weights_once'), models.CheckConstraint(condition=models.Q(('weights_sha256__regex', '^[0-9a-f]{64}$')), name='release_weights_is_sha256')],
            },
        ),
        migrations.CreateModel(
            name='PredictionEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_xid', audit.events.XidField(db_default=audit.events.CurrentXactId(), editable=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('status', models.CharField(choices=[('incomplete', 'Incomplete'), ('complete', 'Complete'), ('signed', 'Signed'), ('locked', 'Locked')], max_length=10, null=True)),
                ('version', models.PositiveIntegerField(null=True)),
                ('entered_at', models.DateTimeField(null=True)),
                ('score', models.DecimalField(decimal_places=8, max_digits=9, null=True)),
                ('run_id', models.CharField(help_text='The run at the computing site.', max_length=100, null=True)),
                ('computed_at', models.DateTimeField(null=True)),
                ('series_uids', models.JSONField(help_text='DICOM series the score was read from.', null=True)),
                ('imaging_date', models.DateField(null=True)),
                ('replaces', models.CharField(blank=True, choices=[('mri_rejected', 'The earlier scan was rejected for its quality'), ('mri_aged_out', 'The earlier scan became too old before enrollment')], max_length=20, null=True)),
                ('activation', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='trials.siteactivation')),
                ('entered_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('participant', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casebook.participant')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='inference.prediction')),
                ('protocol_version', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='trials.protocolversion')),
                ('release', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='inference.predictorrelease')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='prediction',
            name='release',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inference.predictorrelease'),
        ),
        migrations.CreateModel(
            name='PredictorReleaseEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_xid', audit.events.XidField(db_default=audit.events.CurrentXactId(), editable=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('version', models.CharField(max_length=40, null=True)),
                ('weights_sha256', models.CharField(max_length=64, null=True)),
                ('threshold', models.DecimalField(decimal_places=8, max_digits=9, null=True)),
                ('registered_at', models.DateTimeField(null=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='inference.predictorrelease')),
                ('predictor', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='inference.predictor')),
                ('registered_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='prediction',
            constraint=models.UniqueConstraint(fields=('participant', 'release', 'run_id'), name='prediction_run_once'),
        ),
    ]
