from pathlib import Path

from samples.small import reasons_table

README = Path(__file__).parents[2] / "samples" / "README.md"


def test_readme_says_which_envelope_shows_which_reason() -> None:
    assert reasons_table() in README.read_text(encoding="utf-8")
