"""The program as it is started: two ports, and webhooks that leave by themselves."""

import smtplib
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests
from devstore_world import KEY, SECRET

ROOT = Path(__file__).parent.parent.parent


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def running(tmp_path, app):
    port, smtp = free_port(), free_port()
    words = ["--port", str(port), "--app-url", app.url, "--data", str(tmp_path / "shop"), "--orders", "10"]
    environ = {"SHOPIFY_API_SECRET": SECRET, "DEVSTORE_SMTP_PORT": str(smtp), "PATH": "/usr/bin:/bin"}
    process = subprocess.Popen([sys.executable, "-m", "devstore", *words], cwd=ROOT, env=environ)
    url = f"http://localhost:{port}"
    try:
        wait_for(url)
        yield url, smtp
    finally:
        process.terminate()
        assert process.wait(10) in (0, -15)


def wait_for(url):
    for _ in range(300):
        try:
            return requests.get(url, timeout=5)
        except requests.ConnectionError:
            time.sleep(0.1)
    raise AssertionError("it did not start")


def test_it_starts_sells_tells_and_takes_mail(running, app):
    url, smtp = running
    assert "Blue Jumps" in requests.get(url, timeout=5).text
    assert requests.post(f"{url}/control/install", json={}, timeout=5).json()["is_installed"]
    variant = requests.get(f"{url}/control/products", timeout=5).json()[0]["variants"][0]["id"]
    guest = {"first_name": "New", "email": "new@example.com"}
    body = {"variants": {str(variant): 1}, "guest": guest}
    order = requests.post(f"{url}/control/orders", json=body, timeout=5).json()
    until = time.monotonic() + 10
    while "orders/paid" not in app.topics() and time.monotonic() < until:
        time.sleep(0.05)
    assert "orders/paid" in app.topics()
    with smtplib.SMTP("127.0.0.1", smtp) as session:
        session.sendmail("a@example.com", ["new@example.com"], "Subject: Hello\r\nMessage-ID: <1@x>\r\n\r\nThanks")
    said = requests.get(f"{url}/control/customers/{order['customer_id']}/messages", timeout=5).json()
    assert [one["subject"] for one in said] == ["Hello"]


def test_the_app_gets_a_token_and_asks_the_admin_api(running):
    url, _ = running
    requests.post(f"{url}/control/install", json={}, timeout=5)
    asked = {
        "client_id": KEY, "client_secret": SECRET, "expiring": 1,
        "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
        "subject_token": requests.post(f"{url}/control/id-token", json={}, timeout=5).json()["id_token"],
        "subject_token_type": "urn:ietf:params:oauth:token-type:id_token",
        "requested_token_type": "urn:shopify:params:oauth:token-type:offline-access-token",
    }  # fmt: skip
    shop = {"X-Forwarded-Host": "blue-jumps.myshopify.com"}
    pair = requests.post(f"{url}/admin/oauth/access_token", json=asked, headers=shop, timeout=5).json()
    headers = shop | {"X-Shopify-Access-Token": pair["access_token"]}
    query = {"query": "{ orders(first: 3, reverse: true) { nodes { name } } }"}
    said = requests.post(f"{url}/admin/api/2026-10/graphql.json", json=query, headers=headers, timeout=5).json()
    assert [node["name"] for node in said["data"]["orders"]["nodes"]] == ["#1010", "#1009", "#1008"]


def test_a_short_secret_or_a_missing_configuration_is_said(tmp_path):
    def started(environ, *words):
        command = [sys.executable, "-m", "devstore", "--data", str(tmp_path), *words]
        done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
        return done.returncode, done.stderr

    assert started({"SHOPIFY_API_SECRET": "short"}) == (
        2, "SHOPIFY_API_SECRET is shorter than 32 bytes, which is too short to sign with\n"
    )  # fmt: skip
    code, said = started({}, "--app-config", "nowhere.toml")
    assert code == 2
    assert "nowhere.toml" in said
