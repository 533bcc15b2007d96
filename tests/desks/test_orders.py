"""An order file becomes settings, or a message that names the line."""

import pytest

from workbench.desks import DropDesk
from workbench.desks.orders import settings_from
from workbench.errors import SpecError
from workbench.model import load_twin

HEAD = "order,date,product,size,quantity\n"


def orders(product, *rows):
    return (HEAD + "".join(f"{i},2026-05-1{i},{product},{s},{n}\n" for i, s, n in rows)).encode()


def test_a_drop_without_sizes_takes_the_count():
    factory = load_twin("rug_studio")
    data = orders("rug_3m2", (1, "", 4), (2, "", 5))
    settings, pieces, count = settings_from("o.csv", data, factory, factory.drop())
    assert settings == {"drops.spring_capsule.pieces": 9}
    assert (pieces, count) == (9, 2)
    assert factory.with_settings(settings).drop().count == 9


def test_a_drop_with_sizes_takes_the_mix():
    factory = load_twin("apparel_microfactory")
    drop = factory.drop()
    product = factory.product_of(drop).name
    known = [size for size, _ in drop.sizes]
    data = orders(product, (1, known[0], 3), (2, known[1], 4), (3, known[0], 2))
    settings, pieces, _ = settings_from("o.csv", data, factory, drop)
    changed = factory.with_settings(settings).drop(drop.name)
    assert pieces == changed.count == 9
    assert dict(changed.sizes)[known[0]] == 5


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "o.csv"),
        (b"order;date\n1;2026-05-01\n", "o.csv"),
        (HEAD.encode() + b"1,2026-05-01,rug_3m2,,many\n", "line 2"),
        (HEAD.encode() + b"1,2026-05-01,mug,,4\n", "none of the orders is for 'rug_3m2'"),
        (b"\x00\xff\x00\xff", "o.csv"),
    ],
)
def test_a_bad_file_is_told_in_words_and_changes_nothing(answers, data, told):
    desk = DropDesk("rug_studio", compute=answers)
    before = desk.scenario
    desk._upload._receive(None, {"name": "o.csv"}, [memoryview(data)])
    assert told in desk._upload.error
    assert "Traceback" not in desk._upload.error
    assert desk.scenario == before


def test_a_good_file_is_used_and_can_be_taken_back(answers):
    desk = DropDesk("rug_studio", compute=answers)
    data = orders("rug_3m2", (1, "", 4), (2, "", 5))
    desk._upload._receive(None, {"name": "o.csv"}, [memoryview(data)])
    assert desk._upload.error == ""
    assert "9 pieces in 2 orders" in desk._upload.note
    assert desk.scenario.settings == {"drops.spring_capsule.pieces": 9}
    desk._upload._receive(None, {"clear": True}, None)
    assert desk.scenario.settings == {}
    assert not desk._upload.filled


def test_an_unknown_size_is_named():
    factory = load_twin("apparel_microfactory")
    drop = factory.drop()
    data = orders(factory.product_of(drop).name, (1, "XXXXL", 3))
    with pytest.raises(SpecError, match="no size 'XXXXL'"):
        settings_from("o.csv", data, factory, drop)
