from __future__ import annotations

import pytest

from ingest.wire.cameras.vocabulary import WORDS, EventClass, class_in


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("发现烟火", EventClass.FIRE_SMOKE),
        ("Smoke on the hill", EventClass.FIRE_SMOKE),
        ("水面漂浮物", EventClass.FLOATING_DEBRIS),
        ("", EventClass.OTHER),
    ],
)
def test_free_text_speaks_of_a_class(text: str, kind: EventClass):
    assert class_in(text) is kind


def test_words_are_folded_already():
    assert all(word == word.casefold() for word, _ in WORDS)
