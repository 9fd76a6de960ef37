"""One settings file; everything that differs between places comes from the environment."""

from pathlib import Path

import pghistory
from csp.constants import NONE, SELF
from django.db.models import Field
from django.utils.translation import gettext_lazy as _

from config import api_settings, beat, environment, oidc
from config.database import database_from
from config.logs import logging_for, setup_structlog
from config.mail import mail_from

ENV = environment.read()
BASE_DIR = environment.PROJECT
HOME = ENV.home

DEBUG = ENV.debug
DEMO = ENV.demo
SECRET_KEY = ENV.secret_key.get_secret_value()
ALLOWED_HOSTS = ENV.allowed_hosts
IDENTITY_KEYS = [key.get_secret_value() for key in ENV.identity_keys]
PREDICTION_KEYS = [key.get_secret_value() for key in ENV.prediction_keys]
PREDICTION_CLOSING_KEYS = ENV.prediction_closing_keys
IDLE_MINUTES = ENV.idle_minutes

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_cotton",
    "django_htmx",
    "django_structlog",
    "pgtrigger",
    "pghistory",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "axes",
    "csp",
    "rest_framework",
    "knox",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "config",
    "accounts",
    "audit",
    "jobs",
    "trials",
    "casebook",
    "enrollment",
    "followup",
    "inference",
    "analysis",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.middleware.PrivateResponses",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.SessionList",
    "accounts.middleware.PreferredLanguage",
    "accounts.middleware.IdleLock",
    "accounts.middleware.NewSessionKey",
    "accounts.middleware.SecondFactor",
    "config.middleware.RequestContext",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context_processors.shell",
            ],
            "builtins": ["django_cotton.templatetags.cotton"],
        },
    }
]
COTTON_DIR = "cotton"

# --- database and history ------------------------------------------------------------------
DATABASES = {"default": database_from(ENV.database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MIGRATION_MODULES: dict[str, str] = {}

PGHISTORY_BASE_MODEL = "audit.events.Event"
# Triggers are installed by the harden step after each migrate, from the models as they are.
PGTRIGGER_MIGRATIONS = False
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()
PGHISTORY_OBJ_FIELD = pghistory.ObjForeignKey(null=True)
PGHISTORY_FIELD = pghistory.Field(null=True)
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(null=True)
# An event row written before a field existed must not pretend to have known its default.
PGHISTORY_EXCLUDE_FIELD_KWARGS = {Field: ["default", "db_default"]}

# --- people ----------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapter.InviteOnly"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = False
# Above AXES_FAILURE_LIMIT, which locks and says so; this one is for guessed second factors.
ACCOUNT_RATE_LIMITS = {"login_failed": "60/m/ip,10/300s/key"}
USERSESSIONS_TRACK_ACTIVITY = True
# Off where the environment names no provider.
SOCIALACCOUNT_PROVIDERS = oidc.providers(ENV)
SOCIALACCOUNT_ADAPTER = "accounts.hospital.adapter.InvitedOnly"
SOCIALACCOUNT_STORE_TOKENS = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Concord"
AXES_VERBOSE = False
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
# A name may have been typed into the wrong box, and a code is a secret for half a minute.
AXES_SENSITIVE_PARAMETERS = ["username", "login", "user_id", "code", "ip_address"]
AXES_LOCKOUT_CALLABLE = "accounts.lockout.locked_out"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_SAMESITE = "Lax"

# --- transport -------------------------------------------------------------------------------
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENV.https
SESSION_COOKIE_NAME = "__Host-sessionid" if ENV.https else "concord_sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if ENV.https else "concord_csrftoken"
SECURE_SSL_REDIRECT = ENV.https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.https else None
SECURE_HSTS_SECONDS = 31_536_000 if ENV.https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = ENV.https
SECURE_HSTS_PRELOAD = ENV.https
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF, *oidc.form_targets(ENV)],
        "frame-ancestors": [NONE],
    }
}

# --- words, time, files ----------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
# Servers run in UTC; clinical dates are dates, never instants. Django's default is US Central.
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": HOME / "files"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_TEMP_DIR = HOME / "uploading"
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
# A scan is sent file by file; how much one upload may bring is in inference/ingest/limits.py.
DATA_UPLOAD_MAX_NUMBER_FILES = 5_001
MAIL = mail_from(ENV.email_url)
EMAIL_BACKEND = MAIL.backend
EMAIL_FILE_PATH = HOME / "mail"
EMAIL_HOST, EMAIL_PORT = MAIL.host, MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL.starttls, MAIL.tls
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = MAIL.sender
TEST_RUNNER = "django.test.runner.DiscoverRunner"

# --- jobs ------------------------------------------------------------------------------------
CELERY_BROKER_URL = ENV.broker_url
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 6 * 3600,
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "interactive"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_TIMEZONE = ENV.time_zone.key
CELERY_BEAT_SCHEDULE_FILENAME = str(Path(HOME) / "beat" / "schedule")
JOB_LEASE_SECONDS = 60
JOB_SWEEP_SECONDS = 15
CELERY_BEAT_SCHEDULE = beat.schedule_with(job_sweep_seconds=JOB_SWEEP_SECONDS)

# --- API -------------------------------------------------------------------------------------
REST_FRAMEWORK = api_settings.REST_FRAMEWORK
SPECTACULAR_SETTINGS = api_settings.SPECTACULAR_SETTINGS
KNOX_TOKEN_MODEL = "trials.DelegationToken"

# --- logs ------------------------------------------------------------------------------------
LOGGING = logging_for(HOME)
setup_structlog()
