import os

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

if settings.PREDICTION_KEYS:
    # A page that can decrypt a concealed prediction is one mistake away from showing it.
    raise ImproperlyConfigured("CONCORD_PREDICTION_KEYS is for workers; unset it for the web.")

application = get_wsgi_application()
