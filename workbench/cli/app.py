"""The commands put together, and the one place where an error becomes a message."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from workbench.cli import (
    bench,
    demo,
    layout,
    nest,
    provenance,
    runs,
    serving,
    simulate,
    studying,
    twins,
)
from workbench.cli.output import complain, stopped
from workbench.errors import InfeasibleError, WorkbenchError

INFEASIBLE = 1
BAD_INPUT = 2
STOPPED = 130  # what shells expect after Ctrl-C


class Commands(TyperGroup):
    """A group whose commands answer a user's mistake with a message, never with a traceback."""

    def invoke(self, ctx: Any) -> Any:  # its class is private to typer
        """Run the command; tell what is wrong, where and what to do when it cannot be done."""
        try:
            return super().invoke(ctx)
        except WorkbenchError as error:
            complain(error)
            raise typer.Exit(
                INFEASIBLE if isinstance(error, InfeasibleError) else BAD_INPUT
            ) from None
        except KeyboardInterrupt:
            stopped()
            raise typer.Exit(STOPPED) from None

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the commands in the order of a first day, not of the alphabet."""
        return list(self.commands)


app = typer.Typer(
    cls=Commands,
    help="Digital twins of micro-factories: simulate a drop, nest its pieces, compare offshore.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


def _version(wanted: bool) -> None:
    if wanted:
        from workbench.cli.output import package_version

        typer.echo(package_version())
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Digital twins of micro-factories."""


app.command("demo")(demo.demo)
app.command("serve")(serving.serve)
app.command("lab")(serving.lab)
app.command("new")(twins.new)
app.command("check")(twins.check)
app.command("simulate")(simulate.simulate)
app.command("sensitivity")(studying.sensitivity)
app.command("best")(studying.best)
app.command("nest")(nest.nest)
app.command("layout")(layout.layout)
app.command("provenance")(provenance.provenance)
app.command("runs")(runs.runs)
app.add_typer(bench.bench, name="bench", cls=Commands)
