"""Templates: one source, four forms, and what they may not do."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugin.compose.template import parse, shipped
from plugin.errors import TemplateError

VALUES = {
    "first_name": "John",
    "step": 0,
    "shop": {"name": "Tom & Jerry’s", "url": "https://shop.example.com", "email": "a@example.com"},
    "order": {"name": "#1001", "items": [{"title": "Jumper", "image": None}, {"title": "Hat", "image": None}]},
    "code": {"text": "VIP-1", "percent": 20, "ends": "16 March", "day": "16 March", "is_today": False},
    "suggestions": [],
    "links": {"shop": "https://e.example.com/t/1?a=1&b=2", "order": "https://e.example.com/o"},
}


def template(body: str, subject: str = "Hello"):
    return parse(f"subject: {subject}\npreheader: short\nsms: text\n---\n{body}")


def values(**changes: object) -> dict[str, object]:
    return VALUES | changes


def test_markdown_becomes_html_and_plain_text():
    made = template(
        "# Hi {{ first_name }}\n\nA **big** [thing](https://x.example.com/a).\n\n- one\n- two\n\n1. first"
    )
    html, text = made.html(VALUES), made.text(VALUES)
    assert "Hi John</h1>" in html
    assert "<strong>big</strong>" in html
    assert 'style="' in html
    assert text == "Hi John\n\nA big thing (https://x.example.com/a).\n\n- one\n- two\n\n1. first\n"


def test_a_false_condition_leaves_no_hole():
    made = template("One\n{% if step == 1 %}\nTwo\n{% endif %}\nThree")
    assert made.text(VALUES) == "One\n\nThree\n"
    assert made.text(values(step=1)) == "One\n\nTwo\n\nThree\n"
    assert "<p></p>" not in made.html(VALUES).replace(' style="margin: 0 0 18px;"', "")


def test_a_button_is_a_link_of_its_own_and_stays_a_link_in_text():
    made = template("[Go on]({{ links.shop }}){button}")
    assert made.html(VALUES).count('href="https://e.example.com/t/1?a=1&amp;b=2"') == 1
    assert made.text(VALUES) == "Go on:\nhttps://e.example.com/t/1?a=1&b=2\n"


def test_a_message_has_one_button_at_most():
    button = "[Go]({{ links.shop }}){button}"
    assert template(f"{{% if step == 1 %}}\n{button}\n{{% else %}}\n{button}\n{{% endif %}}").html(VALUES)
    with pytest.raises(TemplateError, match="one button"):
        template(f"{button}\n\n{button}").html(VALUES)


def test_a_template_may_ask_whether_there_is_a_code_or_an_order():
    made = template("{% if code %}a{% endif %}{% if order %}b{% endif %}{% assign mine = code.text %}{{ mine }}")
    assert made.text(values(code=None)) == "b\n"
    assert made.text(VALUES) == "abVIP-1\n"


def test_parts_are_filled():
    made = template("{items}\n\n{code}")
    assert made.text(VALUES).startswith("- Jumper\n- Hat\n\n20% off with your code: VIP-1\nValid until 16 March")
    assert made.html(VALUES).count("VIP-1") == 1


NASTY = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)//",
    "{{ 7 | times: 7 }}",
    "{{ shop.access_token }}",
    "{{",
    "{% raw %}",
    "{0.__class__.__init__.__globals__}",
    "[x](http://evil.example)",
    "**bold** _it_ `code`",
    "Robert'); DROP TABLE customers;--",
    'a" onmouseover="x',
    "qliq0z qliq1u",
]


@pytest.mark.parametrize("name", NASTY)
def test_a_value_is_shown_as_typed_and_never_becomes_markup(name):
    made = template("Hi {{ first_name }}!", subject="Hi {{ first_name }}")
    assert made.subject(values(first_name=name)) == f"Hi {name}"
    assert made.text(values(first_name=name)) == f"Hi {name}!\n"
    html = made.html(values(first_name=name))
    assert html.count("<") == 2  # the paragraph alone
    assert "href" not in html.lower()


def test_a_quoted_apostrophe_is_no_markup():
    assert (
        template("{{ first_name | append: \"'s\" }} hats, we <3 them'").text(VALUES) == "John's hats, we <3 them'\n"
    )


def test_an_ampersand_is_escaped_once():
    made = template("{{ shop.name }}")
    assert "Tom &amp; Jerry’s" in made.html(VALUES)
    assert made.text(VALUES) == "Tom & Jerry’s\n"


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "//evil.example/", "https://shop@evil.example/", "data:text/html,x", "", None, "/x"],
)
def test_a_link_without_a_usable_address_ends_the_rendering(url):
    made = template("[Go]({{ links.shop }}){button}")
    for form in (made.html, made.text):
        with pytest.raises(TemplateError, match="no usable address"):
            form(values(links={"shop": url}))


def test_a_value_inside_an_address_is_encoded():
    made = template("[Go](https://shop.example.com/?name={{ first_name }}&x=1)")
    assert "?name=a%26b%22%2F&amp;x=1" in made.html(values(first_name='a&b"/'))


@pytest.mark.parametrize(
    ("body", "line", "says"),
    [
        ("ok\n\n{% if %}{{ }", 7, "expected"),
        ("ok\n{% if step == 1 %}", 6, "endif"),
        ("Hi {{ custommer.first_name }}", 5, "unknown variable 'custommer.first_name'"),
        ("a\n\nHi {{ shop.access_token }}", 7, "unknown variable 'shop.access_token'"),
        ("a\n{{ first_name | base64_decode }}", 6, "unknown filter"),
        ("{% include 'x' %}", 5, "include"),
        ("a\n\n[x](javascript:alert)", 7, "link may only go to"),
        ("[x](/collections/all){button}", 5, "link may only go to"),
        ("a\n{{ first_name | default: '<img src=x>' }}", 6, "no < may stand"),
    ],
)
def test_a_wrong_template_is_refused_with_its_line(body, line, says):
    with pytest.raises(TemplateError, match=says) as raised:
        template(body)
    assert raised.value.line == line


@pytest.mark.parametrize(
    ("source", "line"),
    [("subject: x\n\nbody", 3), ("---\nbody", 1), ("subject: x\ntitle: y\n---\n", 2), ("subject: {{ x }}\n---\n", 1)],
)
def test_wrong_headers_are_refused_with_their_line(source, line):
    with pytest.raises(TemplateError) as raised:
        parse(source)
    assert raised.value.line == line


BOMBS = [
    "{% for i in (1..1000000000) %}{{ i }}{% endfor %}",
    "{% for i in (1..9999) %}{% for j in (1..9999) %}x{% endfor %}{% endfor %}",
    "{% for i in (1..9999) %}" + "x" * 100 + "{% endfor %}",
    "{% for i in (1..9999) %}" + "{% if true %}{% endif %}" * 1000 + "{% endfor %}",
    "{% assign a = 'xxxxxxxxxx' %}{% for i in (1..99) %}{% assign a = a | append: a %}{% endfor %}{{ a }}",
    "{% assign a = 9 %}{% for i in (1..9999) %}{% assign a = a | times: a %}{% endfor %}{{ a }}",
    "{{ (1..1000000000) | last }}",
    "{% capture a %}{% for i in (1..9999) %}{{ shop.name }}{% endfor %}{% endcapture %}{{ a }}",
    "{% if true %}" * 300 + "{% endif %}" * 300,
    "(" * 14_000 + "[" * 14_000,
    "x" * 70_000,
]


@pytest.mark.parametrize("bomb", BOMBS, ids=range(len(BOMBS)))
def test_template_bombs(bomb):
    began = time.process_time()
    try:
        made = template(bomb)
        for form in (made.html, made.text):
            assert len(form(VALUES)) <= 200_000
    except TemplateError:
        pass
    assert time.process_time() - began < 2


def test_bombs_are_stopped_and_not_merely_short():
    for bomb in BOMBS[:4]:
        with pytest.raises(TemplateError, match=r"limit|too long"):
            template(bomb).html(VALUES)


@settings(deadline=None)
@given(st.text(min_size=1, max_size=60))
def test_no_name_ever_becomes_markup(name):
    html = shipped("thank_you").html(values(first_name=name))
    assert html.count("<h1") == 1
    assert html.count("<") == shipped("thank_you").html(VALUES).count("<")
