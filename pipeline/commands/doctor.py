"""`gapfeed doctor`: look for what is wrong on this machine."""

import click

from pipeline.commands.context import Context, say, say_json

_MARKS = {"well": "ok     ", "doubtful": "warning", "wrong": "WRONG  "}


@click.command()
@click.option("--paths", is_flag=True, help="List every file Gapfeed owns instead.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON, one line each.")
@click.pass_obj
def command(context: Context, *, paths: bool, as_json: bool) -> None:
    """Look for what is wrong on this machine; exit code 1 where something is."""
    if paths:
        _list_paths(context, as_json=as_json)
        return
    import os

    from pipeline.bootstrap import link_key_file, load_settings
    from pipeline.checkup import examine_config, examine_household, examine_imports, examine_links, examine_machine, is_well
    from pipeline.commands.lines import width
    from pipeline.plain import wrapped

    now = context.now()
    settings, about_config = examine_config(lambda: load_settings(context.config_path), os.environ)
    about_imports = examine_imports(context.imports())
    about_household = (*examine_household(settings, now), *examine_links(settings, link_key_file())) if settings else ()
    findings = (*examine_machine(now), *about_imports, *about_config, *about_household)
    for finding in findings:
        if as_json:
            say_json({"what": finding.what, "state": finding.state, "words": finding.words})
        else:
            say(wrapped(f"{finding.what}: {finding.words}", width=width(), first=f"{_MARKS[finding.state]} ", rest=" " * 8))
    if not is_well(findings):
        raise SystemExit(1)


def _list_paths(context: Context, *, as_json: bool) -> None:
    from pipeline.belongings import belongings
    from pipeline.bootstrap import imports_file, link_key_file
    from pipeline.share.cards import cards_folder
    from pipeline.share.editions import edition_folder

    settings = context.settings()
    for one in belongings(settings, edition_folder(settings), cards_folder(settings), imports_file(), link_key_file()):
        if as_json:
            say_json({"what": one.what, "path": str(one.path), "bytes": one.path.stat().st_size})
        else:
            say(f"{one.what:8} {one.path}")
