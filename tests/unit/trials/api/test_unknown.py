from rest_framework import serializers

from trials.api.unknown import unknown_in


class Cell(serializers.Serializer):
    text = serializers.CharField()


class Body(serializers.Serializer):
    entries = serializers.DictField(child=Cell())
    rows = Cell(many=True, required=False)
    free = serializers.JSONField(required=False)


def names(problems):
    """The ways that lead to what nobody reads."""
    return {
        f"{name}.{rest}" if rest else name
        for name, inner in problems.items()
        for rest in (names(inner) if isinstance(inner, dict) else {""})
    }


def test_it_is_found_wherever_it_stands():
    body = {
        "entrys": {},
        "entries": {"bilirubin": {"txt": "12"}, "albumin": {"text": "40"}},
        "rows": [{"text": "1"}, {"text": "2", "unit": "g"}],
    }
    assert names(unknown_in(Body(), body)) == {"entrys", "entries.bilirubin.txt", "rows.1.unit"}


def test_what_is_free_and_what_has_another_shape_is_for_the_field_to_judge():
    assert unknown_in(Body(), {"free": {"any": 1}, "entries": [1], "rows": "x"}) == {}
    assert unknown_in(Body(), ["no", "mapping"]) == {}
