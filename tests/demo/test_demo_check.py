import os
import re
import subprocess
import sys
from pathlib import Path

from plugin.demo.scenes import SCENES

ROOT = Path(__file__).resolve().parents[2]


def test_every_promised_scene_passes_between_two_programs(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "plugin.cli", "demo", "--check"],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    for row, _ in SCENES:
        assert [line for line in lines if line.startswith(row) and line.endswith("passed")], (row, done.stdout)
    assert re.search(r"VIPCUSTOMER-[2-9A-HJ-NP-Z]{8} to John", done.stdout)
    assert len(set(re.findall(r"BDAYJOHN-[2-9A-HJ-NP-Z]{8}", done.stdout))) == 2
    assert "FAILED" not in done.stdout
    assert not list(tmp_path.iterdir())  # it leaves nothing behind
