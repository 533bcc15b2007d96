"""`workbench provenance`: records, cards, and pieces that are not there."""

import json

import pytest
from typer.testing import CliRunner

from workbench.analysis.provenance import check_record
from workbench.cli.app import app

RUN = CliRunner()


def test_records_and_cards_of_all_pieces(tmp_path):
    out, card = tmp_path / "r.json", tmp_path / "cards.html"
    result = RUN.invoke(
        app, ["provenance", "rug_studio", "--json", str(out), "--card", str(card), "--seed", "3"]
    )
    assert result.exit_code == 0, result.output
    records = json.loads(out.read_text())["records"]
    assert [record["piece"] for record in records] == [f"spring_capsule {k}" for k in range(1, 13)]
    for record in records:
        assert check_record(json.dumps(record))["digest"] == record["digest"]
    assert card.read_text().count('class="card"') == 12


def test_one_piece_by_number_or_name(tmp_path):
    card = tmp_path / "card.html"
    asked = ["provenance", "rug_studio", "--seed", "3", "--json", "-"]
    one = RUN.invoke(
        app, [*asked, "--piece", "7", "--card", str(card), "--address", "https://example.org/p"]
    )
    again = RUN.invoke(app, [*asked, "--piece", "spring_capsule 7"])
    assert json.loads(one.output) == json.loads(again.output)
    assert len(json.loads(one.output)["records"]) == 1
    assert card.read_text().count('class="card"') == 1


def test_a_table_for_people():
    result = RUN.invoke(app, ["provenance", "rug_studio"])
    assert result.exit_code == 0
    assert "Provenance of 12 pieces" in result.output


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--piece", "99"], "there is no piece '99' among the 12"),
        (["--piece", "spring_capsul 7"], "did you mean 'spring_capsule 7'"),
        (["--drop", "spring_capsul"], "did you mean 'spring_capsule'"),
        (["--card", "/nowhere/card.html"], "--card"),
    ],
)
def test_what_is_not_there_is_told(refused, options, said):
    assert said in refused("provenance", "rug_studio", *options)


def test_no_finished_piece_ends_with_one(refused, twin):
    lost = twin(("station: table, ", "station: table, scrap: 100 %, "))
    assert "no piece was finished" in refused("provenance", lost, code=1)
