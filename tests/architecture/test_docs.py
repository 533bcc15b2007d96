"""Pages that are made from code are up to date, and links between pages lead somewhere."""

from __future__ import annotations

import importlib.util
import re


def test_the_twin_reference_is_made_from_the_present_nouns(root):
    path = root / ".ci" / "twin_reference.py"
    spec = importlib.util.spec_from_file_location("twin_reference", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    advice = "run: python .ci/twin_reference.py"
    assert (root / "docs" / "twin.md").read_text(encoding="utf-8") == module.render(), advice


def test_the_table_of_defaults_is_made_from_the_present_ones(root):
    path = root / ".ci" / "default_reference.py"
    spec = importlib.util.spec_from_file_location("default_reference", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    page = (root / "docs" / "defaults.md").read_text(encoding="utf-8")
    assert page == module.render(), "run: python .ci/default_reference.py"
    for name in (*module.DEFAULTS, *module.factor_set().factors):
        assert f"| `{name}` |" in page


def test_the_twin_in_the_docs_is_in_order(root, tmp_path):
    from workbench.model import load_twin
    from workbench.plan import lower

    page = (root / "docs" / "getting-started.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    file = tmp_path / "bags.yaml"
    file.write_text(text, encoding="utf-8")
    factory = load_twin(file)
    spec = lower(factory, factory.drop("first"))
    # cut, two halves to hem, brand, sew, bake, pack
    assert spec.operations == 7
    assert factory.to_yaml()


def test_every_key_of_the_twin_has_a_meaning(root):
    page = (root / "docs" / "twin.md").read_text(encoding="utf-8")
    bare = re.findall(r"^\| \*{0,2}`(\w+)`\*{0,2} \|[^|]*\|\s*\|$", page, re.MULTILINE)
    # Said in the noun's own sentence.
    assert set(bare) <= {"from", "to", "time"}


def test_links_between_pages_lead_somewhere(root):
    pages = [*root.glob("*.md"), *(root / "docs").rglob("*.md"), *root.glob("twins/*/*.md")]
    broken = []
    for page in pages:
        text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
        broken += [
            f"{page.relative_to(root)} → {target}"
            for target in re.findall(r"\]\(([^)#\s]+)", text)
            if "://" not in target and not (page.parent / target).exists()
        ]
    assert not broken


def test_every_command_is_documented(root):
    from workbench.cli.app import app

    page = (root / "docs" / "cli.md").read_text(encoding="utf-8")
    for command in app.registered_commands:
        assert f"## `workbench {command.name}" in page


def test_the_code_of_the_readme_runs(root, capsys):
    text = (root / "README.md").read_text(encoding="utf-8")
    code = re.search(r"```python\n(.*?)```", text, re.DOTALL).group(1)
    exec(compile(code, "README.md", "exec"), {})
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 5
    assert all(line.startswith("Lead time, 9 in 10 within: ") for line in lines[:3])
