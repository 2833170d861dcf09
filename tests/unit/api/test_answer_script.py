"""The script of the page behind a link; what it does is tried in a browser (tests/acceptance/test_village_page.py)."""

import base64
import hashlib
import re

from api.answer_script import SCRIPT, SCRIPT_HASH


def test_the_hash_is_that_of_the_script():
    assert base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode() in SCRIPT_HASH


def test_nothing_is_made_from_text_but_text():
    assert not re.findall(r"innerHTML|insertAdjacent|document\.write|eval\(|new Function|outerHTML", SCRIPT)


def test_it_speaks_to_the_server_of_the_page_and_to_nobody_else():
    assert re.findall(r"fetch\(([^,]+),", SCRIPT) == ["location.pathname"]
    assert "http" not in SCRIPT


def test_it_runs_on_old_telephones():
    assert not re.findall(r"=>|`|\b(?:let|const|async|await|class)\b|\?\.", SCRIPT)


def test_it_does_not_end_the_element_that_it_stands_in():
    assert "</" not in SCRIPT
