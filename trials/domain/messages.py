"""Sentences for people, kept apart from the language they are read in.

The domain is free of Django, yet nurses read its findings in Chinese. A `Message` carries the
English template and its values; the web layer hands `render` the translator of the day.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Message:
    template: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.render()

    def render(
        self,
        translate: Callable[[str], str] = str,
        show: Callable[[object], str] = str,
    ) -> str:
        """Put the values into the translated template; `show` writes each value that is no message.

        Protocol labels come in both languages, so the web layer's `show` picks the right one.
        """
        shown = {
            name: value.render(translate, show) if isinstance(value, Message) else show(value)
            for name, value in self.values.items()
        }
        return translate(self.template).format_map(shown)


def message(template: str, /, **values: object) -> Message:
    """Import as `_`, so that the catalog of translations finds the template."""
    return Message(template, values)


def gettext_noop(text: str) -> str:
    """Mark a label for the catalog and leave it as it is."""
    return text
