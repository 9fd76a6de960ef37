"""Read what a template drew: elements by tag and attribute, with their words."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template import Context, Template
from django_cotton.compiler_regex import CottonCompiler

TEMPLATES = Path(settings.BASE_DIR) / "templates"
STATIC = Path(settings.BASE_DIR) / "static"
VOID = {"input", "img", "meta", "link", "br", "hr", "use"}


@dataclass
class Element:
    tag: str
    attrs: dict[str, str]
    children: list["Element | str"] = field(default_factory=list)

    def walk(self) -> Iterator["Element"]:
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child.walk()

    @property
    def text(self) -> str:
        parts = (c if isinstance(c, str) else c.text for c in self.children)
        return " ".join(" ".join(parts).split())

    def all(self, tag: str = "", **attrs: str) -> list["Element"]:
        """Attributes are written with _ for -; class_ asks for one class among several."""
        return [found for found in self.walk() if found.matches(tag, attrs)]

    def one(self, tag: str = "", **attrs: str) -> "Element":
        (found,) = self.all(tag, **attrs)
        return found

    def matches(self, tag: str, wanted: dict[str, str]) -> bool:
        if tag and self.tag != tag:
            return False
        return all(self.carries(name, value) for name, value in wanted.items())

    def carries(self, name: str, value: str) -> bool:
        if name == "class_":
            return value in self.attrs.get("class", "").split()
        return self.attrs.get(name.rstrip("_").replace("_", "-")) == value


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read(html: str) -> Element:
    """Refuses markup that is not well nested."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert len(reader.open) == 1, f"<{reader.open[-1].tag}> is never closed"
    return reader.open[0]


def draw(source: str, /, **context: Any) -> Element:
    """Draw template text that uses components."""
    compiled = CottonCompiler().process("{% load i18n %}" + source)
    return read(Template(compiled).render(Context(context)))
