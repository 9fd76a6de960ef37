"""How report values are written: in the reader's language, with as many digits as mean anything."""

from datetime import date

from django.utils import translation

from analysis.domain.tables import Cell, Column, Wording
from trials.domain.messages import Message, message


def wording_in(language: str) -> Wording:
    """Sentences by the catalog of that language, protocol texts by its tag."""

    def translate(text: str) -> str:
        with translation.override(language):
            return translation.gettext(text)

    return Wording(language=language, translate=translate)


def worded(label: object) -> Message:
    """A word of a model, which would be in the language of whoever asks, as one to be translated
    into the language of the report."""
    with translation.override("en"):
        return message(str(label))


def written(cell: Cell, column: Column, wording: Wording) -> str:
    """A number as printed; the stored one keeps its full precision."""
    value = wording.of(cell.value)
    if value is None:
        return "–"
    if isinstance(value, bool):
        return wording.translate("Yes") if value else wording.translate("No")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return number(value, column.key)
    if cell.of and isinstance(value, int):
        return f"{value} ({100 * value / cell.of:.1f} %)"
    return str(value)


def number(value: float, key: str) -> str:
    if key == "p":
        return "< 0.0001" if value < 0.0001 else f"{value:.4f}"
    if key.startswith("median") or key == "month":
        return f"{value:.1f}"
    return f"{value:.3f}"
