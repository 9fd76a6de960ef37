import audit.migrating
import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("accounts", "0001_tables"),
    ]

    operations = [
        audit.migrating.CreateTables(
            tables=[
                migrations.CreateModel(
                    name='Job',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=80)),
                        ('key', models.CharField(max_length=200, unique=True)),
                        ('queue', models.CharField(choices=[('interactive', 'interactive'), ('reports', 'reports'), ('sweeps', 'sweeps'), ('inference', 'inference')], max_length=20)),
                        ('payload', models.JSONField(default=dict, help_text='Ids only.')),
                        ('requested_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='jobs', to=settings.AUTH_USER_MODEL)),
                        ('activation_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                        ('state', models.CharField(choices=[('waiting', 'Waiting'), ('running', 'Running'), ('done', 'Done'), ('failed', 'Failed'), ('canceled', 'Canceled')], default='waiting', max_length=10)),
                        ('progress', models.PositiveSmallIntegerField(default=0)),
                        ('step', models.CharField(blank=True, default='', max_length=200)),
                        ('attempts', models.PositiveSmallIntegerField(default=0)),
                        ('token', models.UUIDField(help_text='Names the attempt that holds the lease.', null=True)),
                        ('lease_until', models.DateTimeField(null=True)),
                        ('requested_at', models.DateTimeField()),
                        ('due_at', models.DateTimeField(help_text='Not before; null is at once.', null=True)),
                        ('announced_at', models.DateTimeField(null=True)),
                        ('started_at', models.DateTimeField(null=True)),
                        ('cancel_requested_at', models.DateTimeField(null=True)),
                        ('finished_at', models.DateTimeField(null=True)),
                        ('result', models.JSONField(default=dict, help_text='For example {"url": "/..."}; ids only.')),
                        ('error', models.TextField(blank=True, default='', help_text='What happened and what to do.')),
                    ],
                    options={
                        'ordering': ['-requested_at', '-pk'],
                        'indexes': [models.Index(fields=['requested_by', '-requested_at'], name='job_of_requester'), models.Index(condition=models.Q(('state__in', ['canceled', 'done', 'failed']), _negated=True), fields=['lease_until'], name='job_not_ended_lease')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('progress__range', (0, 100))), name='job_progress_0_to_100'), models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'running', 'done', 'failed', 'canceled'])), name='job_known_state'), models.CheckConstraint(condition=models.Q(('queue__in', ['interactive', 'reports', 'sweeps', 'inference'])), name='job_known_queue'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'running'), ('lease_until__isnull', False), ('started_at__isnull', False), ('token__isnull', False)), models.Q(models.Q(('state', 'running'), _negated=True), ('lease_until__isnull', True), ('token__isnull', True)), _connector='OR'), name='job_runs_while_held'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['canceled', 'done', 'failed']), ('finished_at__isnull', False)), models.Q(models.Q(('state__in', ['canceled', 'done', 'failed']), _negated=True), models.Q(('finished_at__isnull', False), _negated=True)), _connector='OR'), name='job_ended_when_finished'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'failed'), models.Q(('error', ''), _negated=True)), models.Q(models.Q(('state', 'failed'), _negated=True), ('error', '')), _connector='OR'), name='job_failed_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), models.Q(('progress', 100), ('started_at__isnull', False)), _connector='OR'), name='job_done_was_started'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'running'), _negated=True), ('attempts__gte', 1), _connector='OR'), name='job_running_is_an_attempt')],
                    },
                ),
            ],
        ),
    ]
