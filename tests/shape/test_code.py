"""Guards on the shape of the code."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import plugin
from plugin import export
from plugin.commands import look
from plugin.config import API_VERSION, defaults
from plugin.flows.registry import FLOWS
from plugin.reasons import SENTENCES
from plugin.stages import STAGES, drain_of

ROOT = Path(plugin.__file__).parent.parent


def test_every_flow_has_a_file_a_template_a_test_and_defaults():
    for name in FLOWS:
        assert (ROOT / f"plugin/flows/{name}.py").exists()
        assert (ROOT / f"plugin/compose/templates/en/{name}.md").exists()
        assert (ROOT / f"tests/flows/test_{name}.py").exists()
        assert name in defaults().flows
    assert set(defaults().flows) == set(FLOWS)


def test_every_flow_is_off_until_it_is_switched_on():
    assert not any(flow.enabled for flow in defaults().flows.values())


def test_every_stage_can_be_drained():
    for stage in STAGES:
        assert callable(drain_of(stage))


def test_every_reason_written_in_the_code_has_a_sentence():
    """Reasons are quoted in Skip, Drop, Later, drop and cancel_where; each must be one a merchant can read."""
    pattern = re.compile(r'(?:Skip|Later|Drop|drop|hold|cancel_where)\([^)]*?"([a-z_]{3,40})"')
    found = {
        reason
        for folder in ("flows", "policy", "stages", "projection")
        for path in (ROOT / "plugin" / folder).rglob("*.py")
        for reason in pattern.findall(path.read_text(encoding="utf-8"))
    }
    assert len(found) > 20
    assert found - set(SENTENCES) - {"skip"} == set()


def test_the_api_version_is_said_in_one_place_and_in_app_toml():
    assert tomllib.loads((ROOT / "app.toml").read_text())["webhooks"]["api_version"] == API_VERSION


HEAVY = (
    "numpy", "scipy", "pandas",  # for learning
    "PIL",  # for pictures that shoppers send
    "alembic", "apscheduler", "babel", "dns", "email_validator", "holidays", "imaplib", "liquid", "markdown_it",
    "mjml", "phonenumbers", "prometheus_client", "requests", "smtplib", "sqlalchemy.dialects.postgresql",
    "plugin.analytics", "plugin.dossier", "plugin.projection", "plugin.simulate", "shopify_app", "httpx", "jwt",
)  # fmt: skip


def _imported(code: str, names: tuple[str, ...]) -> list[str]:
    """Which of `names` a new interpreter holds after that code."""
    script = f"import sys\n{code}\nprint(*[name for name in {names!r} if name in sys.modules])"
    return subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True
    ).stdout.split()


# The merchant's pages show messages and forecasts, so they need what composes and decides; still to be loaded later.
PAGES_NEED = {
    "babel", "email_validator", "liquid", "markdown_it", "phonenumbers", "plugin.analytics", "plugin.dossier",
    "plugin.projection",
}  # fmt: skip


def test_the_web_process_starts_without_the_heavy_libraries():
    """What only workers, the clock, a migration or a provider need, a web process never pays for."""
    assert set(_imported("import plugin.cli, plugin.serving", HEAVY)) <= PAGES_NEED


def test_help_needs_no_library_at_all():
    code = "import plugin.cli; plugin.cli.parser().format_help()"
    assert _imported(code, (*HEAVY, "flask", "sqlalchemy", "structlog", "msgspec")) == []


def test_export_offers_every_kind_there_is():
    assert set(look.KINDS) == set(export.KINDS)


def test_no_transaction_is_open_around_the_network():
    """In the files that talk to providers or the platform, no `with …write(` or `…read(` block holds a call that
    goes out."""
    asked = "issue|void|facts|own_orders|fallen_orders|gone|trigger|rate|consent|tell_consent"
    asked += "|birth_date|show_birth_date|tag|untag"
    outgoing = re.compile(rf"transport\.(open|deliver|find)\(|platform\.({asked})\(|outside\.(fetch|post)\(")
    inside = []
    for path in (ROOT / "plugin" / "stages").rglob("*.py"):
        depth = None
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            indent = len(line) - len(line.lstrip())
            if depth is not None and line.strip() and indent <= depth:
                depth = None
            if re.search(r"with .*database\.(write|read)", line):
                depth = indent
            elif depth is not None and outgoing.search(line):
                inside.append(f"{path.name}:{number}")
    assert inside == []
