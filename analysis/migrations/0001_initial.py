import audit.events
import django.db.models.deletion
import pghistory.utils
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('trials', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='BoardMeeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('held_on', models.DateField()),
                ('trial', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='board_meetings', to='trials.trial')),
            ],
            options={
                'ordering': ['trial', '-number'],
                'constraints': [models.UniqueConstraint(fields=('trial', 'number'), name='meeting_number_once')],
            },
        ),
        migrations.CreateModel(
            name='BoardMeetingEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_xid', audit.events.XidField(db_default=audit.events.CurrentXactId(), editable=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('number', models.PositiveSmallIntegerField(null=True)),
                ('held_on', models.DateField(null=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='analysis.boardmeeting')),
                ('trial', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='trials.trial')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='DataCut',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('known_at', models.DateTimeField()),
                ('events_to', models.DateField()),
                ('sha256', models.CharField(max_length=64)),
                ('sealed_sha256', models.CharField(max_length=64)),
                ('folder', models.CharField(help_text='Below the files folder of this Concord.', max_length=200)),
                ('manifest', models.JSONField(help_text='Snapshot, highest event ids, columns, rows, hashes.')),
                ('taken_at', models.DateTimeField()),
                ('taken_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('trial', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cuts', to='trials.trial')),
            ],
            options={
                'ordering': ['trial', '-taken_at'],
                'constraints': [models.UniqueConstraint(fields=('trial', 'name'), name='cut_name_once_per_trial')],
            },
        ),
        migrations.CreateModel(
            name='AnalysisRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code_version', models.CharField(max_length=64)),
                ('sealed', models.BooleanField()),
                ('results', models.JSONField()),
                ('run_at', models.DateTimeField()),
                ('cut', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='analysis.datacut')),
            ],
            options={
                'ordering': ['cut', '-run_at'],
                'constraints': [models.UniqueConstraint(fields=('cut', 'code_version', 'sealed'), name='run_once_per_cut_and_code')],
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('session', models.CharField(choices=[('open', 'Open session'), ('closed', 'Closed session')], max_length=6)),
                ('language', models.CharField(choices=[('en', 'English'), ('zh-hans', 'Simplified Chinese')], max_length=10)),
                ('path', models.CharField(help_text='Folder of the PDF, the page and figures.', max_length=200)),
                ('sha256', models.CharField(max_length=64)),
                ('code_version', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField()),
                ('released_at', models.DateTimeField(blank=True, null=True)),
                ('cut', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='analysis.datacut')),
                ('meeting', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='analysis.boardmeeting')),
                ('released_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['cut', 'session', 'language'],
                'constraints': [models.UniqueConstraint(fields=('cut', 'session', 'language', 'code_version'), name='report_once_per_code'), models.CheckConstraint(condition=models.Q(models.Q(('released_at', None), ('released_by', None)), models.Q(('released_at__isnull', False), ('released_by__isnull', False)), _connector='OR'), name='report_release_has_who_and_when')],
            },
        ),
        migrations.CreateModel(
            name='ReportEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_xid', audit.events.XidField(db_default=audit.events.CurrentXactId(), editable=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('session', models.CharField(choices=[('open', 'Open session'), ('closed', 'Closed session')], max_length=6, null=True)),
                ('language', models.CharField(choices=[('en', 'English'), ('zh-hans', 'Simplified Chinese')], max_length=10, null=True)),
                ('path', models.CharField(help_text='Folder of the PDF, the page and figures.', max_length=200, null=True)),
                ('sha256', models.CharField(max_length=64, null=True)),
                ('code_version', models.CharField(max_length=64, null=True)),
                ('made_at', models.DateTimeField(null=True)),
                ('released_at', models.DateTimeField(blank=True, null=True)),
                ('cut', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='analysis.datacut')),
                ('meeting', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='analysis.boardmeeting')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='analysis.report')),
                ('released_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ReportOpening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('opened_at', models.DateTimeField()),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='openings', to='analysis.report')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
    ]
