import audit.events
import audit.migrating
import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.comparison
import pghistory.utils
import trials.models.delegations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("accounts", "0001_tables"),
        ("audit", "0001_tables"),
    ]

    operations = [
        audit.migrating.CreateTables(
            tables=[
                migrations.CreateModel(
                    name='Site',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.CharField(max_length=8, unique=True)),
                        ('name_en', models.CharField(max_length=200)),
                        ('name_zh', models.CharField(max_length=200)),
                        ('time_zone', models.CharField(default='Asia/Shanghai', max_length=40)),
                    ],
                    options={
                        'ordering': ['code'],
                    },
                ),
                migrations.CreateModel(
                    name='Trial',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('slug', models.SlugField(unique=True)),
                        ('title_en', models.CharField(max_length=300)),
                        ('title_zh', models.CharField(max_length=300)),
                    ],
                    options={
                        'ordering': ['slug'],
                    },
                ),
                migrations.CreateModel(
                    name='Delegation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='delegations', to=settings.AUTH_USER_MODEL)),
                        ('trial', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='delegations', to='trials.trial')),
                        ('activation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='delegations', to='trials.siteactivation')),
                        ('role', models.CharField(choices=[('nurse', 'Research nurse'), ('pi', 'Principal investigator'), ('sub_investigator', 'Sub-investigator'), ('data_manager', 'Data manager'), ('monitor', 'Monitor'), ('statistician', 'Statistician (blinded)'), ('unblinded_statistician', 'Statistician (unblinded)'), ('dsmb', 'Safety board member'), ('reader', 'Image or slide reader'), ('model_engineer', 'Model engineer'), ('sponsor', 'Sponsor'), ('auditor', 'Auditor or inspector'), ('sysadmin', 'System administrator')], max_length=30)),
                        ('from_date', models.DateField()),
                        ('to_date', models.DateField(blank=True, null=True)),
                    ],
                    options={
                        'ordering': ['user', 'trial', 'from_date'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('to_date', None), ('to_date__gte', models.F('from_date')), _connector='OR'), name='delegation_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(('role__in', ['nurse', 'pi', 'sub_investigator', 'data_manager', 'monitor', 'statistician', 'unblinded_statistician', 'dsmb', 'reader', 'model_engineer', 'sponsor', 'auditor', 'sysadmin'])), name='delegation_known_role'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('user', '='), ('trial', '='), (django.db.models.functions.comparison.Coalesce('activation', models.Value(0)), '='), ('role', '='), (trials.models.delegations.DateRange('from_date', 'to_date', django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_upper=True)), '&&')], name='delegation_no_overlap')],
                    },
                ),
                migrations.CreateModel(
                    name='DelegationToken',
                    fields=[
                        ('digest', models.CharField(max_length=128, primary_key=True, serialize=False)),
                        ('token_key', models.CharField(db_index=True, max_length=25)),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='auth_token_set', to=settings.AUTH_USER_MODEL)),
                        ('created', models.DateTimeField(auto_now_add=True)),
                        ('expiry', models.DateTimeField(blank=True, null=True)),
                        ('delegation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to='trials.delegation')),
                    ],
                    options={
                        'verbose_name': 'API token',
                    },
                ),
                migrations.CreateModel(
                    name='ProtocolVersion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('trial', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='trials.trial')),
                        ('version', models.CharField(max_length=20)),
                        ('source', models.TextField(help_text='The protocol file as it was read.')),
                        ('sha256', models.CharField(max_length=64)),
                        ('adopted_at', models.DateTimeField()),
                        ('adopted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ['trial', 'adopted_at'],
                        'constraints': [models.UniqueConstraint(fields=('trial', 'version'), name='protocol_version_once'), models.UniqueConstraint(fields=('trial', 'sha256'), name='protocol_text_once')],
                    },
                ),
                migrations.CreateModel(
                    name='ReadingChange',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('trial', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reading_changes', to='trials.trial')),
                        ('ambiguity', models.CharField(max_length=60)),
                        ('before', models.CharField(help_text='The reading that counted until then.', max_length=60)),
                        ('reading', models.CharField(max_length=60)),
                        ('reason', models.CharField(max_length=500)),
                        ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('proposed_at', models.DateTimeField()),
                        ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('approved_at', models.DateTimeField(blank=True, null=True)),
                        ('approval', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='audit.signature')),
                        ('declined_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('declined_at', models.DateTimeField(blank=True, null=True)),
                        ('declined_reason', models.CharField(blank=True, max_length=500)),
                    ],
                    options={
                        'ordering': ['trial', 'proposed_at', 'pk'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('approved_at', None), ('declined_at', None)), fields=('trial', 'ambiguity'), name='reading_proposed_once_at_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), _negated=True), models.Q(('reading', models.F('before')), _negated=True)), name='reading_change_says_why_and_changes'), models.CheckConstraint(condition=models.Q(('approved_by', None), models.Q(('approved_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='reading_approved_by_another'), models.CheckConstraint(condition=models.Q(models.Q(('approval', None), ('approved_at', None), ('approved_by', None)), models.Q(('approval__isnull', False), ('approved_at__isnull', False), ('approved_by__isnull', False), ('declined_at', None)), _connector='OR'), name='reading_approval_is_signed'), models.CheckConstraint(condition=models.Q(models.Q(('declined_at', None), ('declined_by', None), ('declined_reason', '')), models.Q(('declined_at__isnull', False), ('declined_by__isnull', False), models.Q(('declined_reason', ''), _negated=True)), _connector='OR'), name='reading_declined_says_why')],
                    },
                ),
                migrations.CreateModel(
                    name='SiteActivation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('trial', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='activations', to='trials.trial')),
                        ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='activations', to='trials.site')),
                    ],
                    options={
                        'ordering': ['trial', 'site'],
                        'constraints': [models.UniqueConstraint(fields=('trial', 'site'), name='trial_once_per_site')],
                    },
                ),
                migrations.CreateModel(
                    name='SiteEvent',
                    fields=[
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                        ('pgh_xid', audit.events.XidField(db_default=audit.events.CurrentXactId(), editable=False)),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='trials.site')),
                        ('pgh_context', pghistory.utils.JSONField(null=True)),
                        ('pgh_context_id', models.UUIDField(null=True)),
                        ('id', models.BigIntegerField()),
                        ('code', models.CharField(max_length=8, null=True)),
                        ('name_en', models.CharField(max_length=200, null=True)),
                        ('name_zh', models.CharField(max_length=200, null=True)),
                        ('time_zone', models.CharField(max_length=40, null=True)),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='SiteActivationEvent',
                    fields=[
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                        ('pgh_xid', audit.events.XidField(db_default=audit.events.CurrentXactId(), editable=False)),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='trials.siteactivation')),
                        ('pgh_context', pghistory.utils.JSONField(null=True)),
                        ('pgh_context_id', models.UUIDField(null=True)),
                        ('id', models.BigIntegerField()),
                        ('trial', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='trials.trial')),
                        ('site', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='trials.site')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='ReadingChangeEvent',
                    fields=[
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                        ('pgh_xid', audit.events.XidField(db_default=audit.events.CurrentXactId(), editable=False)),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='trials.readingchange')),
                        ('pgh_context', pghistory.utils.JSONField(null=True)),
                        ('pgh_context_id', models.UUIDField(null=True)),
                        ('id', models.BigIntegerField()),
                        ('trial', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='trials.trial')),
                        ('ambiguity', models.CharField(max_length=60, null=True)),
                        ('before', models.CharField(help_text='The reading that counted until then.', max_length=60, null=True)),
                        ('reading', models.CharField(max_length=60, null=True)),
                        ('reason', models.CharField(max_length=500, null=True)),
                        ('proposed_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('proposed_at', models.DateTimeField(null=True)),
                        ('approved_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('approved_at', models.DateTimeField(blank=True, null=True)),
                        ('approval', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='audit.signature')),
                        ('declined_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('declined_at', models.DateTimeField(blank=True, null=True)),
                        ('declined_reason', models.CharField(blank=True, max_length=500, null=True)),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='ProtocolVersionEvent',
                    fields=[
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                        ('pgh_xid', audit.events.XidField(db_default=audit.events.CurrentXactId(), editable=False)),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='trials.protocolversion')),
                        ('pgh_context', pghistory.utils.JSONField(null=True)),
                        ('pgh_context_id', models.UUIDField(null=True)),
                        ('id', models.BigIntegerField()),
                        ('trial', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='trials.trial')),
                        ('version', models.CharField(max_length=20, null=True)),
                        ('source', models.TextField(help_text='The protocol file as it was read.', null=True)),
                        ('sha256', models.CharField(max_length=64, null=True)),
                        ('adopted_at', models.DateTimeField(null=True)),
                        ('adopted_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='DelegationEvent',
                    fields=[
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                        ('pgh_xid', audit.events.XidField(db_default=audit.events.CurrentXactId(), editable=False)),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='trials.delegation')),
                        ('pgh_context', pghistory.utils.JSONField(null=True)),
                        ('pgh_context_id', models.UUIDField(null=True)),
                        ('id', models.BigIntegerField()),
                        ('user', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('trial', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='trials.trial')),
                        ('activation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='trials.siteactivation')),
                        ('role', models.CharField(choices=[('nurse', 'Research nurse'), ('pi', 'Principal investigator'), ('sub_investigator', 'Sub-investigator'), ('data_manager', 'Data manager'), ('monitor', 'Monitor'), ('statistician', 'Statistician (blinded)'), ('unblinded_statistician', 'Statistician (unblinded)'), ('dsmb', 'Safety board member'), ('reader', 'Image or slide reader'), ('model_engineer', 'Model engineer'), ('sponsor', 'Sponsor'), ('auditor', 'Auditor or inspector'), ('sysadmin', 'System administrator')], max_length=30, null=True)),
                        ('from_date', models.DateField(null=True)),
                        ('to_date', models.DateField(blank=True, null=True)),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='TrialEvent',
                    fields=[
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                        ('pgh_xid', audit.events.XidField(db_default=audit.events.CurrentXactId(), editable=False)),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='trials.trial')),
                        ('pgh_context', pghistory.utils.JSONField(null=True)),
                        ('pgh_context_id', models.UUIDField(null=True)),
                        ('id', models.BigIntegerField()),
                        ('slug', models.SlugField(db_index=False, null=True)),
                        ('title_en', models.CharField(max_length=300, null=True)),
                        ('title_zh', models.CharField(max_length=300, null=True)),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='VersionInForce',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('activation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions_in_force', to='trials.siteactivation')),
                        ('protocol_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='trials.protocolversion')),
                        ('from_date', models.DateField()),
                    ],
                    options={
                        'ordering': ['activation', 'from_date'],
                        'constraints': [models.UniqueConstraint(fields=('activation', 'from_date'), name='one_version_per_site_and_day')],
                    },
                ),
                migrations.CreateModel(
                    name='VersionInForceEvent',
                    fields=[
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                        ('pgh_xid', audit.events.XidField(db_default=audit.events.CurrentXactId(), editable=False)),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='trials.versioninforce')),
                        ('pgh_context', pghistory.utils.JSONField(null=True)),
                        ('pgh_context_id', models.UUIDField(null=True)),
                        ('id', models.BigIntegerField()),
                        ('activation', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='trials.siteactivation')),
                        ('protocol_version', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='trials.protocolversion')),
                        ('from_date', models.DateField(null=True)),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
            ],
        ),
    ]
