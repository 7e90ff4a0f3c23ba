"""What people write about, by plain counting: words and pairs of neighbouring words, each counted once a text, set
against the texts without it. The same texts give the same topics in the same order. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from statistics import fmean

from plugin.analytics.stop_words import STOP_WORDS

# Two thousand texts of sixty words that all tell something take half a second to count (measured on one core); people
# write less, and a page may take no longer.
MOST_TEXTS = 2_000
_LEAST = 2  # texts: what one person writes is a remark and no topic
_WORD = re.compile(r"[^\W\d_]+|[.,;:!?()\n]")  # signs part neighbours
_SHORTEST = 3  # letters


@dataclass(frozen=True, slots=True)
class Topic:
    """`words` as they are looked for; `score` is the mean of the texts with them, `others` of those without (None
    where no such text has a score)."""

    words: str
    texts: int
    score: float | None
    others: float | None


def topics(told: Sequence[tuple[float | None, str]], most: int = 12) -> list[Topic]:
    """The topics of most texts, most first, then by the alphabet; `told` is (score, text). A word that is always said
    within one pair is left to the pair."""
    found = [(score, topics_in(text)) for score, text in told]
    counts = Counter(chain.from_iterable(words for _score, words in found))
    known = {words: count for words, count in counts.items() if count >= _LEAST}
    pairs = [(words, count) for words, count in known.items() if " " in words]
    within = {word for pair, count in pairs for word in pair.split() if counts[word] == count}
    ranked = sorted(known.keys() - within, key=lambda words: (-known[words], words))[:most]
    return [_topic(words, found) for words in ranked]


def topics_in(text: str) -> set[str]:
    """Every word and pair of a text that may be a topic, in small letters."""
    words = [word if _tells(word) else "" for word in _WORD.findall(text.casefold())]
    found = {f"{one} {two}" for one, two in pairwise(words) if one and two and one != two}
    found.update(words)
    found.discard("")
    return found


def _tells(word: str) -> bool:
    return len(word) >= _SHORTEST and word not in STOP_WORDS


def _topic(words: str, found: Sequence[tuple[float | None, set[str]]]) -> Topic:
    theirs = [score for score, said in found if score is not None and words in said]
    others = [score for score, said in found if score is not None and words not in said]
    texts = sum(words in said for _score, said in found)
    return Topic(words, texts, fmean(theirs) if theirs else None, fmean(others) if others else None)
