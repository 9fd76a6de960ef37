import audit.migrating
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
                    name='Tick',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('noted_at', models.DateTimeField(db_index=True)),
                        ('snapshot', models.TextField()),
                        ('highest_events', models.JSONField(help_text='Highest pgh_id per history table.')),
                    ],
                ),
                migrations.CreateModel(
                    name='RefusedSigning',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                        ('why', models.CharField(choices=[('user_id', 'User name'), ('password', 'Password'), ('code', 'Code'), ('step_up', 'Confirmation'), ('locked', 'Locked')], max_length=10)),
                        ('refused_at', models.DateTimeField()),
                    ],
                    options={
                        'ordering': ['refused_at', 'pk'],
                    },
                ),
                migrations.CreateModel(
                    name='SealedLogEntry',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('index', models.PositiveBigIntegerField(help_text='From 0, without gaps.', unique=True)),
                        ('kind', models.CharField(choices=[('prediction', 'Prediction'), ('history', 'History')], max_length=20)),
                        ('commitment', models.CharField(max_length=64)),
                        ('noted_by', models.CharField(max_length=120)),
                        ('noted_at', models.DateTimeField()),
                        ('peaks', models.JSONField()),
                        ('root', models.CharField(max_length=64)),
                    ],
                    options={
                        'verbose_name_plural': 'sealed log entries',
                        'ordering': ['index'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('commitment__regex', '^[0-9a-f]{64}$')), name='log_commitment_is_sha256')],
                    },
                ),
                migrations.CreateModel(
                    name='Signature',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                        ('printed_name', models.CharField(max_length=120)),
                        ('meaning', models.CharField(choices=[('eligibility', 'I confirm the eligibility assessment'), ('review', 'I have reviewed this record'), ('authorship', 'I am the author of this record'), ('release', 'I release this report'), ('approval', 'I approve this release for use'), ('lock', 'I lock this record'), ('exclusion', 'I confirm this exclusion after enrollment'), ('reinstatement', 'I take this exclusion back'), ('reading', 'I approve that this reading counts'), ('recommendation', 'I sign this recommendation of the board'), ('hold', 'I confirm that enrollment stays on hold'), ('lifting', 'I lift this hold of enrollment'), ('database', 'I lock the database of this trial'), ('unlocking', 'I unlock the database of this trial')], max_length=20)),
                        ('content_sha256', models.CharField(max_length=64)),
                        ('components', models.CharField(default='', help_text='What the person was identified by, in words.', max_length=60)),
                        ('signed_at', models.DateTimeField()),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('content_sha256__regex', '^[0-9a-f]{64}$')), name='signature_content_is_sha256')],
                    },
                ),
                migrations.CreateModel(
                    name='Submission',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                        ('key', models.CharField(max_length=80)),
                        ('request_sha256', models.CharField(max_length=64)),
                        ('status', models.PositiveSmallIntegerField()),
                        ('answer', models.JSONField()),
                        ('received_at', models.DateTimeField()),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('user', 'key'), name='submission_key_once_per_user')],
                    },
                ),
            ],
        ),
    ]
