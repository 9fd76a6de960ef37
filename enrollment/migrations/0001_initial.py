import audit.events
import django.db.models.deletion
import pghistory.utils
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('audit', '0001_initial'),
        ('casebook', '0001_initial'),
        ('trials', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Allocation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('arm', models.CharField(max_length=30)),
                ('allocated_date', models.DateField()),
                ('reason', models.CharField(choices=[('participant_preference', "The participant's preference"), ('clinical_judgment', 'Clinical judgment'), ('capacity', 'Treatment or theatre capacity'), ('imported', 'Assigned in the source trial'), ('other', 'Other')], max_length=30)),
                ('reason_text', models.CharField(blank=True, max_length=500)),
                ('preference', models.CharField(choices=[('agrees', 'Prefers this arm'), ('none', 'No preference'), ('other_arm', 'Would have preferred another arm'), ('not_asked', 'Not asked')], max_length=10)),
                ('baseline', models.JSONField(default=dict, help_text='Facts known before the choice.')),
                ('baseline_sha256', models.CharField(max_length=64)),
                ('decided_by', models.CharField(help_text='Printed name of who decided.', max_length=120)),
                ('recorded_at', models.DateTimeField()),
                ('activation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='trials.siteactivation')),
                ('participant', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='allocation', to='casebook.participant')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['participant'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('reason', 'other'), _negated=True), models.Q(('reason_text', ''), _negated=True), _connector='OR'), name='allocation_other_reason_says_which')],
            },
        ),
        migrations.CreateModel(
            name='AllocationEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_xid', audit.events.XidField(db_default=audit.events.CurrentXactId(), editable=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('arm', models.CharField(max_length=30, null=True)),
                ('allocated_date', models.DateField(null=True)),
                ('reason', models.CharField(choices=[('participant_preference', "The participant's preference"), ('clinical_judgment', 'Clinical judgment'), ('capacity', 'Treatment or theatre capacity'), ('imported', 'Assigned in the source trial'), ('other', 'Other')], max_length=30, null=True)),
                ('reason_text', models.CharField(blank=True, max_length=500, null=True)),
                ('preference', models.CharField(choices=[('agrees', 'Prefers this arm'), ('none', 'No preference'), ('other_arm', 'Would have preferred another arm'), ('not_asked', 'Not asked')], max_length=10, null=True)),
                ('baseline', models.JSONField(help_text='Facts known before the choice.', null=True)),
                ('baseline_sha256', models.CharField(max_length=64, null=True)),
                ('decided_by', models.CharField(help_text='Printed name of who decided.', max_length=120, null=True)),
                ('recorded_at', models.DateTimeField(null=True)),
                ('activation', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='trials.siteactivation')),
                ('participant', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casebook.participant')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='enrollment.allocation')),
                ('recorded_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='EligibilityDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verdict', models.CharField(choices=[('eligible', 'Eligible'), ('ineligible', 'Not eligible')], max_length=10)),
                ('assessment', models.JSONField(help_text='Each atom: verdict, value used, source, readings.')),
                ('content_sha256', models.CharField(max_length=64)),
                ('decided_at', models.DateTimeField()),
                ('activation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='trials.siteactivation')),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('participant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='eligibility_decisions', to='casebook.participant')),
                ('protocol_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='trials.protocolversion')),
                ('signature', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='audit.signature')),
            ],
            options={
                'ordering': ['participant', 'decided_at'],
            },
        ),
        migrations.CreateModel(
            name='EligibilityDecisionEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_xid', audit.events.XidField(db_default=audit.events.CurrentXactId(), editable=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('verdict', models.CharField(choices=[('eligible', 'Eligible'), ('ineligible', 'Not eligible')], max_length=10, null=True)),
                ('assessment', models.JSONField(help_text='Each atom: verdict, value used, source, readings.', null=True)),
                ('content_sha256', models.CharField(max_length=64, null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('activation', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='trials.siteactivation')),
                ('decided_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('participant', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casebook.participant')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='enrollment.eligibilitydecision')),
                ('protocol_version', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='trials.protocolversion')),
                ('signature', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='audit.signature')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Enrollment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('enrolled_date', models.DateField()),
                ('assessment', models.JSONField(default=list)),
                ('enrolled_at', models.DateTimeField()),
                ('activation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='trials.siteactivation')),
                ('decision', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='enrollment.eligibilitydecision')),
                ('enrolled_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('participant', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='enrollment', to='casebook.participant')),
                ('protocol_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='trials.protocolversion')),
            ],
            options={
                'ordering': ['participant'],
            },
        ),
        migrations.CreateModel(
            name='EnrollmentCap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('enrolled', models.PositiveIntegerField(default=0)),
                ('cap', models.PositiveIntegerField()),
                ('trial', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='cap', to='trials.trial')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('enrolled__lte', models.F('cap'))), name='enrolled_within_cap')],
            },
        ),
        migrations.CreateModel(
            name='EnrollmentCapEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_xid', audit.events.XidField(db_default=audit.events.CurrentXactId(), editable=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('enrolled', models.PositiveIntegerField(null=True)),
                ('cap', models.PositiveIntegerField(null=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='enrollment.enrollmentcap')),
                ('trial', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='trials.trial')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='EnrollmentEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_xid', audit.events.XidField(db_default=audit.events.CurrentXactId(), editable=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('enrolled_date', models.DateField(null=True)),
                ('assessment', models.JSONField(null=True)),
                ('enrolled_at', models.DateTimeField(null=True)),
                ('activation', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='trials.siteactivation')),
                ('decision', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='enrollment.eligibilitydecision')),
                ('enrolled_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('participant', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casebook.participant')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='enrollment.enrollment')),
                ('protocol_version', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='trials.protocolversion')),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
