"""Files of the file store, under names that say what they hold."""

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage


def write_over(path: str, content: bytes | File) -> None:
    """Keep the content under exactly this name: an attempt that broke off may have left a file
    there and no row, and the store would give the new one another name."""
    default_storage.delete(path)
    default_storage.save(path, ContentFile(content) if isinstance(content, bytes) else content)
