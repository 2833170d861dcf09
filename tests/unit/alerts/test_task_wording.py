"""What people are told of a task."""

from dataclasses import replace

from alerts.task_wording import MOST_NAMES, escalated_body, gathered_body, task_body, unsettled_body
from incidents.task import TaskMove, TaskState, TaskStep, moved
from tests.builders import NOW, an_incident
from tests.contract.test_store_incidents import a_task


def test_a_task_is_told_in_the_language_of_whoever_does_it_with_its_link():
    assert task_body(a_task(), language="zh-CN", link="https://x/t/1").endswith(" https://x/t/1")
    english = task_body(a_task(), language="en", link="")
    assert english.startswith("[TASK]")
    assert english.endswith("Reply accept, done or refuse.")


def test_a_superior_is_told_whether_it_is_late_or_why_it_was_refused():
    late = replace(a_task(), state=TaskState.OVERDUE)
    assert "至今无人报告完成" in unsettled_body(late, language="zh-CN")
    assert "was not done by" in unsettled_body(late, language="en")
    refused = moved(a_task(), TaskStep(at=NOW, actor="c1", move=TaskMove.REFUSED, note="路断了"))
    assert "已被拒绝(路断了)" in unsettled_body(refused, language="zh-CN")
    assert "was refused (路断了)" in unsettled_body(refused, language="en-GB")


def test_whoever_an_incident_goes_up_to_is_told_who_asks():
    incident = an_incident()
    assert "李四请您处置" in escalated_body(incident, actor="李四", note="", language="zh-CN")
    assert escalated_body(incident, actor="li", note="Hurry.", language="en").endswith("take charge. Hurry.")


def test_many_doors_are_told_in_one_text_with_their_number_the_first_names_and_where_to_look():
    late = [replace(a_task(f"t{n}"), place=f"村{n}", state=TaskState.OVERDUE) for n in range(5)]
    refused = replace(a_task("t9"), place="村9", state=TaskState.REFUSED)
    zh = gathered_body([*late, refused], language="zh-CN", link="https://x/#/rollcall")
    assert "6项上门任务无人完成（逾期5项、被拒绝1项）：村0、村1、村2等6处" in zh
    assert zh.endswith("。 https://x/#/rollcall")
    english = gathered_body([*late, refused], language="en")
    assert "6 doors (5 late and 1 refused): 村0, 村1, 村2 and 3 more places." in english
    few = gathered_body(late[:MOST_NAMES], language="zh-CN")
    assert "村0、村1、村2。请立即督促处置。" in few
    assert len(zh) <= 140, "two parts of a text message"
