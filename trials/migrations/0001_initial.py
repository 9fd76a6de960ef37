import audit.events
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
        ('accounts', '__first__'),
    ]

    operations = [
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
                ('role', models.CharField(choices=[('nurse', 'Research nurse'), ('pi', 'Principal investigator'), ('sub_investigator', 'Sub-investigator'), ('data_manager', 'Data manager'), ('monitor', 'Monitor'), ('statistician', 'Statistician (blinded)'), ('unblinded_statistician', 'Statistician (unblinded)'), ('dsmb', 'Safety board member'), ('reader', 'Image or slide reader'), ('model_engineer', 'Model engineer'), ('sponsor', 'Sponsor'), ('auditor', 'Auditor or inspector'), ('sysadmin', 'System administrator')], max_length=30)),
                ('from_date', models.DateField()),
                ('to_date', models.DateField(blank=True, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='delegations', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['user', 'trial', 'from_date'],
                'constraints': [models.CheckConstraint(condition=models.Q(('to_date', None), ('to_date__gte', models.F('from_date')), _connector='OR'), name='delegation_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(('role__in', ['nurse', 'pi', 'sub_investigator', 'data_manager', 'monitor', 'statistician', 'unblinded_statistician', 'dsmb', 'reader', 'model_engineer', 'sponsor', 'auditor', 'sysadmin'])), name='delegation_known_role')],
            },
        ),
        migrations.CreateModel(
            name='DelegationToken',
            fields=[
                ('digest', models.CharField(max_length=128, primary_key=True, serialize=False)),
                ('token_key', models.CharField(db_index=True, max_length=25)),
                ('created', models.DateTimeField(auto_now_add=True)),
                ('expiry', models.DateTimeField(blank=True, null=True)),
                ('delegation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to='trials.delegation')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='auth_token_set', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'API token',
            },
        ),
        migrations.CreateModel(
            name='ProtocolVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.CharField(max_length=20)),
                ('source', models.TextField(help_text='The protocol file as it was read.')),
                ('sha256', models.CharField(max_length=64)),
                ('adopted_at', models.DateTimeField()),
                ('adopted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ('trial', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='trials.trial')),
            ],
            options={
                'ordering': ['trial', 'adopted_at'],
                'constraints': [models.UniqueConstraint(fields=('trial', 'version'), name='protocol_version_once'), models.UniqueConstraint(fields=('trial', 'sha256'), name='protocol_text_once')],
            },
        ),
        migrations.CreateModel(
            name='SiteActivation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='activations', to='trials.site')),
                ('trial', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='activations', to='trials.trial')),
            ],
            options={
                'ordering': ['trial', 'site'],
                'constraints': [models.UniqueConstraint(fields=('trial', 'site'), name='trial_once_per_site')],
            },
        ),
        migrations.AddField(
            model_name='delegation',
            name='activation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='delegations', to='trials.siteactivation'),
        ),
        migrations.CreateModel(
            name='SiteEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_xid', audit.events.XidField(db_default=audit.events.CurrentXactId(), editable=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('code', models.CharField(max_length=8, null=True)),
                ('name_en', models.CharField(max_length=200, null=True)),
                ('name_zh', models.CharField(max_length=200, null=True)),
                ('time_zone', models.CharField(max_length=40, null=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='trials.site')),
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
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('pgh_obj', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='trials.siteactivation')),
                ('site', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='trials.site')),
                ('trial', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='trials.trial')),
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
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('version', models.CharField(max_length=20, null=True)),
                ('source', models.TextField(help_text='The protocol file as it was read.', null=True)),
                ('sha256', models.CharField(max_length=64, null=True)),
                ('adopted_at', models.DateTimeField(null=True)),
                ('adopted_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='trials.protocolversion')),
                ('trial', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='trials.trial')),
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
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('role', models.CharField(choices=[('nurse', 'Research nurse'), ('pi', 'Principal investigator'), ('sub_investigator', 'Sub-investigator'), ('data_manager', 'Data manager'), ('monitor', 'Monitor'), ('statistician', 'Statistician (blinded)'), ('unblinded_statistician', 'Statistician (unblinded)'), ('dsmb', 'Safety board member'), ('reader', 'Image or slide reader'), ('model_engineer', 'Model engineer'), ('sponsor', 'Sponsor'), ('auditor', 'Auditor or inspector'), ('sysadmin', 'System administrator')], max_length=30, null=True)),
                ('from_date', models.DateField(null=True)),
                ('to_date', models.DateField(blank=True, null=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='trials.delegation')),
                ('user', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('activation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='trials.siteactivation')),
                ('trial', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='trials.trial')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='delegation',
            name='trial',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='delegations', to='trials.trial'),
        ),
        migrations.CreateModel(
            name='TrialEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_xid', audit.events.XidField(db_default=audit.events.CurrentXactId(), editable=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('slug', models.SlugField(db_index=False, null=True)),
                ('title_en', models.CharField(max_length=300, null=True)),
                ('title_zh', models.CharField(max_length=300, null=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='trials.trial')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='VersionInForce',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_date', models.DateField()),
                ('activation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions_in_force', to='trials.siteactivation')),
                ('protocol_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='trials.protocolversion')),
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
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('from_date', models.DateField(null=True)),
                ('activation', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='trials.siteactivation')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='trials.versioninforce')),
                ('protocol_version', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='trials.protocolversion')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='delegation',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('user', '='), ('trial', '='), (django.db.models.functions.comparison.Coalesce('activation', models.Value(0)), '='), ('role', '='), (trials.models.delegations.DateRange('from_date', 'to_date', django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_upper=True)), '&&')], name='delegation_no_overlap'),
        ),
    ]
