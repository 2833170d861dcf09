from fenghuo.provisioning_files import places, read_files
from sensing.exchange.plan import Change

CONTACT = "apiVersion: fenghuo/v1\nkind: Contact\nid: {}\nname: a\ndivision: '4115'\naddress: '13800000000'\n"


def test_comments_alone_are_no_document(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text("# nothing here\n---\n# nor here\n", "utf-8")
    assert read_files([path]) == ([], [])


def test_a_document_that_is_no_yaml_breaks_no_other_one_of_its_file(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text(f"{CONTACT.format('a')}---\nkind: [\n--- # the next\n{CONTACT.format('b')}", "utf-8")
    read, refused = read_files([path])
    assert [(one.record.id, one.place) for one in read] == [("a", f"{path}:1"), ("b", f"{path}:10")]
    assert [one.change for one in refused] == [Change.REFUSED]


def test_outcomes_are_told_in_the_order_of_the_files(tmp_path):
    first, second = tmp_path / "a.yaml", tmp_path / "b.yaml"
    first.write_text(f"{CONTACT.format('a')}---\nkind: X\n", "utf-8")
    second.write_text(CONTACT.format("b"), "utf-8")
    read, refused = read_files([first, second])
    outcomes = [*(one.outcome(Change.NEW) for one in reversed(read)), *refused]
    assert places([first, second], outcomes) == [f"{first}:1", f"{first}:8", f"{second}:1"]
