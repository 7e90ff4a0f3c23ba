"""The short ways give what the library's own ways give."""

import liquid
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugin.compose.liquid import OUTPUT_BYTES, compiled, rendered
from plugin.errors import TemplateError

VALUES = st.one_of(st.none(), st.booleans(), st.integers(-9, 9), st.text(max_size=8))
SOURCES = [
    "{{ name }}|{{ code.text }}|{{ code.size }}|{{ missing }}|{{ code.missing }}|{{ name.text }}",
    "{% for name in list %}{{ name }},{{ code.text }};{% endfor %}{{ name }}",
    "{% assign name = code.text %}{{ name }}{% assign code = 'x' %}{{ code.text }}{{ code }}",
    "{{ code[list] }}{{ [name] }}{{ code[name] }}{{ list[name] }}{{ code['text'] }}{{ code.first }}{{ now.text }}",
    "{% for name in list %}{% for code in list %}{{ code }}{{ name }}{{ forloop.index }}{% endfor %}{% endfor %}",
    "{% capture code %}{{ name }}{% endcapture %}{{ code }}{{ code.text }}",
    "{% if code.text %}{{ list[0] }}{{ list.first }}{% else %}{{ name }}{% endif %}{{ list.size }}",
]


class _Plain(liquid.Environment):
    output_stream_limit = 1_000_000  # with a limit, the library reads every line break as a line feed


@pytest.mark.parametrize("escape", [True, False])
@pytest.mark.parametrize("source", SOURCES)
@settings(max_examples=40, deadline=None)
@given(name=VALUES, text=VALUES, several=st.lists(VALUES, max_size=3))
def test_a_short_way_shows_what_the_library_shows(source, escape, name, text, several):
    values = {"name": name, "code": {"text": text}, "list": several}
    expected = _Plain(autoescape=escape).from_string(source).render(**values)
    assert rendered(compiled(source, escape=escape), values) == expected


def test_what_one_rendering_assigns_is_gone_in_the_next():
    template = compiled("{{ name }}{% assign name = 'x' %}{{ name }}", escape=True)
    values = {"name": "a"}
    assert [rendered(template, values) for _ in range(2)] == ["ax", "ax"]
    assert values == {"name": "a"}


@pytest.mark.parametrize("tag", ["break", "continue"])
def test_a_loop_cannot_be_left_from_outside(tag):
    with pytest.raises(TemplateError, match="outside a loop"):
        rendered(compiled("{% " + tag + " %}", escape=True), {})


def test_the_limit_of_the_output_counts_bytes():
    exact = compiled("{{ name }}", escape=False)
    assert len(rendered(exact, {"name": "é" * (OUTPUT_BYTES // 2)})) == OUTPUT_BYTES // 2
    with pytest.raises(TemplateError, match="too long"):
        rendered(exact, {"name": "é" * (OUTPUT_BYTES // 2) + "x"})
