"""Writes a made-up district: python tools/generate_district.py --households 600 --seed 7 --out DIR."""

from __future__ import annotations

from pathlib import Path

import click

from ballot_service.importing.generator import generate_district


@click.command()
@click.option("--households", default=600, show_default=True, type=click.IntRange(1))
@click.option("--schools", default=5, show_default=True, type=click.IntRange(1, 6))
@click.option("--seed", default=7, show_default=True, help="The same seed gives the same files.")
@click.option("--name", default="Tallow Creek School District", show_default=True)
@click.option(
    "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder to write to."
)
def main(households: int, schools: int, seed: int, name: str, out: Path) -> None:
    """Write a fictional district as OneRoster 1.1 and 1.2 zips and as plain CSV files."""
    district = generate_district(seed, households=households, schools=schools, name=name)
    out.mkdir(parents=True, exist_ok=True)
    for file, content in district.files.items():
        (out / file).write_bytes(content)
        click.echo(f"{out / file}  {len(content):,} bytes")


if __name__ == "__main__":
    main()
