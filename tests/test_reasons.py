import re
from pathlib import Path

import pytest

import plugin.policy.rules
from plugin.reasons import SENTENCES, known, sentence

POLICY = Path(plugin.policy.rules.__file__).parent
# Codes stand in Skip("…"), Later(…, "…"), known(…, "…"), and in the last place of a matrix row.
USED = re.compile(r'(?:Skip\(|Later\([^"\n]*, |known\([^"\n]*, |\), )"([a-z_]+)"')


def codes_of_policy():
    return {code for file in POLICY.glob("*.py") for code in USED.findall(file.read_text(encoding="utf-8"))}


def test_every_code_that_policy_uses_has_a_sentence():
    used = codes_of_policy()
    assert {"unsubscribed", "no_double_opt_in", "quiet_hours", "budget", "paused", "bad_address"} <= used
    assert used <= set(SENTENCES)


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_a_reason_is_one_plain_sentence(code):
    for text in (sentence(code), sentence(code, "Monday 09:00")):
        assert text[0].isupper()
        assert text.endswith(".")
        assert "{" not in text
        assert "_" not in text


def test_a_wait_says_until_when_if_that_is_known():
    assert sentence("paused", "Monday 09:00") == "Sending is paused for this shop until Monday 09:00."
    assert sentence("paused") == "Sending is paused for this shop."


def test_a_code_that_nobody_declared_is_an_error():
    with pytest.raises(KeyError):
        sentence("because")


def test_foreign_words_fall_back_on_a_code_with_a_sentence():
    assert known("complained", "suppressed") == "complained"
    assert known("550 5.7.1", "suppressed") == "suppressed"
