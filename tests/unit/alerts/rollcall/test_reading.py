"""What people answer, in their own words; examples are ours, the keywords those of the question."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from alerts.rollcall.answer import Standing
from alerts.rollcall.reading import MOST_PEOPLE, chinese_number, read_answer, read_keys

SAFE, MOVING, HELP, HEARD, UNCLEAR = (
    Standing.SAFE,
    Standing.MOVING,
    Standing.HELP,
    Standing.HEARD,
    Standing.UNCLEAR,
)


@pytest.mark.parametrize(
    ("text", "standing", "headcount"),
    [
        ("1", SAFE, None),
        ("2", MOVING, None),
        ("3", HELP, None),
        ("1。", SAFE, None),
        ("1 53", SAFE, 53),
        ("２，５３人", MOVING, 53),
        ("3、十二人", HELP, 12),
        ("安全", SAFE, None),
        ("已转移", SAFE, None),
        ("转移中", MOVING, None),
        ("安全转移中", MOVING, None),
        ("需要救援", HELP, None),
        ("收到", HEARD, None),
        ("已收到,53人", HEARD, 53),
        ("已转移五十三人", SAFE, 53),
        ("正在转移，约53人", MOVING, 53),
        ("两百多人已转移", SAFE, 200),
        ("已转移53人，还有12人被困", HELP, 12),
        ("all 53 people safe", SAFE, 53),
        ("moving, 12 people", MOVING, 12),
        ("need help, 3 people trapped", HELP, 3),
        ("received", HEARD, None),
    ],
)
def test_what_people_say_is_understood(text, standing, headcount):
    read = read_answer(text)
    assert (read.standing, read.headcount) == (standing, headcount)


@pytest.mark.parametrize("text", ["不安全", "not safe", "有人失踪", "1人被困", "safe/moving/need help", "没有安全"])
def test_a_word_of_danger_is_never_read_as_safe(text):
    assert read_answer(text).standing is HELP


@pytest.mark.parametrize("text", ["不需要救援，全部安全", "没有人被困", "村民都安全，无人受伤", "no help needed"])
def test_help_that_is_declined_is_not_asked_for(text):
    assert read_answer(text).standing is SAFE


@pytest.mark.parametrize(
    "text", ["", "？？", "13", "0", "53人", "还没转移", "没有收到", "12345678", "您好请问哪位", "4"]
)
def test_what_is_not_understood_is_not_guessed(text):
    assert read_answer(text).standing is UNCLEAR


def test_households_and_telephone_numbers_are_no_people():
    assert read_answer("300户已转移").headcount is None
    assert read_answer("已转移，电话13800000000").headcount is None


@pytest.mark.parametrize(
    ("keys", "standing", "headcount"),
    [("1", SAFE, None), ("2*53#", MOVING, 53), ("3#", HELP, None), ("9", UNCLEAR, None), ("", UNCLEAR, None)],
)
def test_keys_of_a_telephone_are_read(keys, standing, headcount):
    read = read_keys(keys)
    assert (read.standing, read.headcount) == (standing, headcount)


@pytest.mark.parametrize(
    ("text", "number"),
    [("十", 10), ("十二", 12), ("五十三", 53), ("一百零二", 102), ("两百", 200), ("一千三百", 1300),
     ("一万二千", 12000), ("二〇", 20), ("五三", 53), ("", None), ("五a", None)],
)  # fmt: skip
def test_chinese_numerals_are_numbers(text, number):
    assert chinese_number(text) == number


@given(st.text(max_size=80))
@example("3" * 600)
@example("万万万")
@example("²人")
def test_anything_is_read_as_something(text):
    read = read_answer(text)
    assert read.headcount is None or 0 <= read.headcount <= MOST_PEOPLE
    assert read_keys(text).standing in Standing


@given(st.sampled_from(["安全", "收到", "转移中", "已转移", "53人"]), st.sampled_from(["需要救援", "有人被困", "救命"]))
def test_help_wins_whatever_else_is_said(other, cry):
    assert read_answer(f"{other}，{cry}").standing is HELP
    assert read_answer(f"{cry}，{other}").standing is HELP


@pytest.mark.parametrize(
    "text",
    [
        "未转移", "没转移", "没有人转移", "拒绝转移", "不转移", "转移不了", "无法安全转移", "不 安全", "沒有安全",
        "不平安",
        "不太安全", "不一定安全", "还不安全", "没有全部安全", "安全吗", "安全？", "是否安全", "注意安全", "有安全隐患",
        "isn't safe", "not all safe", "nobody is safe", "not ok", "is it safe?", "全部安全，老李联系不上",
        "安全，还有三人没回来", "未转移，目前安全", "除老王外都安全", "大部分安全", "基本安全", "正在全部转移",
        "准备全部转移", "请全部转移", "being evacuated", "need to be evacuated", "没人救援", "没有救援", "no help",
        "no rescue came", "不救援就来不及了", "1 但房子塌了", "安全" * 400 + "求救", "安全，房子塌了", "不\u200b安全",
        "安全，水已进屋", "safe but the house collapsed", "我们不是安全的", "非安全", "能保证安全就好",
    ],
)  # fmt: skip
def test_a_doubtful_answer_is_never_read_as_safe(text):
    assert read_answer(text).standing is not SAFE


@pytest.mark.parametrize(
    "text", ["没人转移", "拒绝转移", "转移不了", "无法安全转移", "需要转移", "没法转移", "cannot move"]
)
def test_who_does_not_move_is_not_moving(text):
    assert read_answer(text).standing in {HELP, UNCLEAR}


@pytest.mark.parametrize("text", ["没人救援", "没有救援", "没有人来救援", "no rescue came", "失联3人", "有人被冲走"])
def test_a_cry_that_nobody_came_is_a_cry(text):
    assert read_answer(text).standing is HELP


@pytest.mark.parametrize(
    "text",
    ["没事", "我们没事，都安全", "没有问题，全部安全", "村民都安全，不用担心", "没有危险", "无险情，人员安全",
     "一切正常",
     "已全部转移，无人员伤亡", "全部安全，谢谢", "安全。收到", "No problem, all safe", "目前没有险情，53人都平安"],
)  # fmt: skip
def test_a_harmless_no_raises_no_doubt(text):
    assert read_answer(text).standing in {SAFE, HEARD}
