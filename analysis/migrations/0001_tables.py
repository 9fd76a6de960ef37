import audit.events
import audit.migrating
import django.db.models.deletion
import pghistory.utils
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("accounts", "0001_tables"),
        ("audit", "0001_tables"),
        ("enrollment", "0001_tables"),
        ("trials", "0001_tables"),
    ]

    operations = [
        audit.migrating.CreateTables(
            tables=[
                migrations.CreateModel(
                    name='ArmKeyOpening',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('trial', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='trials.trial')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('opened_at', models.DateTimeField()),
                        ('reason', models.CharField(max_length=500)),
                    ],
                    options={
                        'ordering': ['-opened_at', '-pk'],
                    },
                ),
                migrations.CreateModel(
                    name='BoardMeeting',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('trial', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='board_meetings', to='trials.trial')),
                        ('number', models.PositiveSmallIntegerField()),
                        ('held_on', models.DateField()),
                        ('chair', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ['trial', '-number'],
                        'constraints': [models.UniqueConstraint(fields=('trial', 'number'), name='meeting_number_once')],
                    },
                ),
                migrations.CreateModel(
                    name='BoardDocument',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='analysis.boardmeeting')),
                        ('session', models.CharField(choices=[('open', 'Open session'), ('closed', 'Closed session')], max_length=6)),
                        ('title', models.CharField(max_length=120)),
                        ('path', models.CharField(max_length=200)),
                        ('sha256', models.CharField(max_length=64)),
                        ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('added_at', models.DateTimeField()),
                    ],
                    options={
                        'ordering': ['meeting', 'added_at', 'pk'],
                        'constraints': [models.UniqueConstraint(fields=('meeting', 'session', 'sha256'), name='document_once_per_session')],
                    },
                ),
                migrations.CreateModel(
                    name='BoardMeetingEvent',
                    fields=[
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                        ('pgh_xid', audit.events.XidField(db_default=audit.events.CurrentXactId(), editable=False)),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='analysis.boardmeeting')),
                        ('pgh_context', pghistory.utils.JSONField(null=True)),
                        ('pgh_context_id', models.UUIDField(null=True)),
                        ('id', models.BigIntegerField()),
                        ('trial', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='trials.trial')),
                        ('number', models.PositiveSmallIntegerField(null=True)),
                        ('held_on', models.DateField(null=True)),
                        ('chair', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='DataCut',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('trial', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cuts', to='trials.trial')),
                        ('name', models.CharField(max_length=60)),
                        ('known_at', models.DateTimeField()),
                        ('events_to', models.DateField()),
                        ('sha256', models.CharField(max_length=64)),
                        ('sealed_sha256', models.CharField(max_length=64)),
                        ('folder', models.CharField(help_text='Below the files folder of this Concord.', max_length=200)),
                        ('manifest', models.JSONField(help_text='Snapshot, highest event ids, columns, rows, hashes.')),
                        ('taken_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('taken_at', models.DateTimeField()),
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
                        ('cut', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='analysis.datacut')),
                        ('code_version', models.CharField(max_length=64)),
                        ('sealed', models.BooleanField()),
                        ('results', models.JSONField()),
                        ('run_at', models.DateTimeField()),
                    ],
                    options={
                        'ordering': ['cut', '-run_at'],
                        'constraints': [models.UniqueConstraint(fields=('cut', 'code_version', 'sealed'), name='run_once_per_cut_and_code')],
                    },
                ),
                migrations.CreateModel(
                    name='DocumentOpening',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='openings', to='analysis.boarddocument')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('opened_at', models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name='Recommendation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('meeting', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='recommendation', to='analysis.boardmeeting')),
                        ('choice', models.CharField(choices=[('continue', 'Continue'), ('changes', 'Continue with changes'), ('pause', 'Pause enrollment'), ('stop', 'Stop enrollment')], max_length=10)),
                        ('letter', models.TextField()),
                        ('drafted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('drafted_at', models.DateTimeField()),
                        ('signature', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='audit.signature')),
                        ('hold', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='enrollment.enrollmenthold')),
                    ],
                    options={
                        'ordering': ['meeting'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('letter', ''), _negated=True), name='recommendation_says_why'), models.CheckConstraint(condition=models.Q(('hold', None), models.Q(('choice__in', ['pause', 'stop']), ('signature__isnull', False)), _connector='OR'), name='only_a_signed_pause_or_stop_holds'), models.CheckConstraint(condition=models.Q(models.Q(('choice__in', ['pause', 'stop']), _negated=True), ('signature', None), ('hold__isnull', False), _connector='OR'), name='a_signed_pause_or_stop_holds')],
                    },
                ),
                migrations.CreateModel(
                    name='RecommendationEvent',
                    fields=[
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                        ('pgh_xid', audit.events.XidField(db_default=audit.events.CurrentXactId(), editable=False)),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='analysis.recommendation')),
                        ('pgh_context', pghistory.utils.JSONField(null=True)),
                        ('pgh_context_id', models.UUIDField(null=True)),
                        ('id', models.BigIntegerField()),
                        ('meeting', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='analysis.boardmeeting')),
                        ('choice', models.CharField(choices=[('continue', 'Continue'), ('changes', 'Continue with changes'), ('pause', 'Pause enrollment'), ('stop', 'Stop enrollment')], max_length=10, null=True)),
                        ('letter', models.TextField(null=True)),
                        ('drafted_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('drafted_at', models.DateTimeField(null=True)),
                        ('signature', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='audit.signature')),
                        ('hold', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='enrollment.enrollmenthold')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='Report',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('cut', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='analysis.datacut')),
                        ('session', models.CharField(choices=[('open', 'Open session'), ('closed', 'Closed session'), ('named', 'Closed session, arms by name')], max_length=6)),
                        ('language', models.CharField(choices=[('en', 'English'), ('zh-hans', 'Simplified Chinese')], max_length=10)),
                        ('path', models.CharField(help_text='Folder of the PDF, the page and figures.', max_length=200)),
                        ('sha256', models.CharField(max_length=64)),
                        ('code_version', models.CharField(max_length=64)),
                        ('made_at', models.DateTimeField()),
                        ('meeting', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='analysis.boardmeeting')),
                        ('released_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('released_at', models.DateTimeField(blank=True, null=True)),
                        ('signature', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='audit.signature')),
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
                        ('pgh_obj', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='analysis.report')),
                        ('pgh_context', pghistory.utils.JSONField(null=True)),
                        ('pgh_context_id', models.UUIDField(null=True)),
                        ('id', models.BigIntegerField()),
                        ('cut', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='analysis.datacut')),
                        ('session', models.CharField(choices=[('open', 'Open session'), ('closed', 'Closed session'), ('named', 'Closed session, arms by name')], max_length=6, null=True)),
                        ('language', models.CharField(choices=[('en', 'English'), ('zh-hans', 'Simplified Chinese')], max_length=10, null=True)),
                        ('path', models.CharField(help_text='Folder of the PDF, the page and figures.', max_length=200, null=True)),
                        ('sha256', models.CharField(max_length=64, null=True)),
                        ('code_version', models.CharField(max_length=64, null=True)),
                        ('made_at', models.DateTimeField(null=True)),
                        ('meeting', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='analysis.boardmeeting')),
                        ('released_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('released_at', models.DateTimeField(blank=True, null=True)),
                        ('signature', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='audit.signature')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='ReportOpening',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='openings', to='analysis.report')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('opened_at', models.DateTimeField()),
                        ('part', models.CharField(default='', help_text='Empty for the page.', max_length=80)),
                        ('reason', models.CharField(default='', help_text='From whom one is asked.', max_length=500)),
                    ],
                ),
                migrations.CreateModel(
                    name='ArmLetter',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('trial', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='trials.trial')),
                        ('arm', models.CharField(max_length=60)),
                        ('letter', models.CharField(max_length=2)),
                        ('drawn_at', models.DateTimeField()),
                    ],
                    options={
                        'ordering': ['trial', 'letter'],
                        'constraints': [models.UniqueConstraint(fields=('trial', 'arm'), name='arm_has_one_letter'), models.UniqueConstraint(fields=('trial', 'letter'), name='letter_is_of_one_arm')],
                    },
                ),
            ],
        ),
    ]
