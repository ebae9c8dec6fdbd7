"""The command `ballots explain`: asks any rule, with facts in JSON, and prints its decision as JSON."""

from __future__ import annotations

import json
from typing import BinaryIO

import click

from ballot_service.services.explaining import (
    FactsDoNotFit,
    UnknownRule,
    describe_rule,
    explain_json,
    list_rules,
)


class CannotExplain(click.ClickException):
    """The rule is unknown or the facts do not fit: nothing was decided."""

    exit_code = 2


@click.command("explain")
@click.argument("rule", required=False)
@click.argument("facts", type=click.File("rb"), required=False)
def explain(rule: str | None, facts: BinaryIO | None) -> None:
    """Ask a rule and print its decision as JSON.

    Without arguments, lists the rules with the JSON Schema of their facts; with RULE alone, describes
    that rule. FACTS is a JSON file, or - for standard input. Ends with status 0 when a decision was
    printed, whatever it says, and 2 when the rule is unknown or the facts do not fit."""
    try:
        if rule is None:
            answer: object = {"rules": list_rules()}
        elif facts is None:
            answer = describe_rule(rule)
        else:
            answer = explain_json(rule, facts.read().decode("utf-8-sig"))
    except (UnknownRule, FactsDoNotFit) as error:
        raise CannotExplain(str(error)) from error
    except UnicodeDecodeError as error:
        raise CannotExplain("The facts are not UTF-8 text.") from error
    click.echo(json.dumps(answer, indent=2, ensure_ascii=False))
