"""The production files agree with each other and with the launcher, and hold no passwords."""

import re
from typing import Any

import pytest
import yaml

from config.services.application import Web, application_specs
from config.services.home import REPOSITORY

APPLICATION = {"migrate", "web", "worker", "beat"}


@pytest.fixture(scope="module")
def compose() -> Any:
    return yaml.safe_load((REPOSITORY / "compose.yaml").read_text())


def dockerfile() -> list[str]:
    text = (REPOSITORY / "Dockerfile").read_text().replace("\\\n", " ")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def test_all_parts_are_there(compose: Any) -> None:
    assert set(compose["services"]) == APPLICATION | {"database", "broker"}
    assert compose["services"]["database"]["image"].startswith("pgvector/pgvector:pg18")
    assert {name for name in APPLICATION if compose["services"][name]["build"] == "."} == APPLICATION


def test_every_lasting_service_has_a_health_check_and_comes_back(compose: Any) -> None:
    for name, service in compose["services"].items():
        if name == "migrate":
            assert service["restart"] == "no"
            assert service["healthcheck"] == {"disable": True}
        else:
            assert service["restart"] == "unless-stopped", name
            assert service["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}, name


def test_the_application_waits_for_the_tables(compose: Any) -> None:
    for name in ("web", "worker", "beat"):
        assert compose["services"][name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert compose["services"]["migrate"]["depends_on"]["database"] == {"condition": "service_healthy"}


def test_secrets_come_from_outside_and_have_no_default() -> None:
    text = (REPOSITORY / "compose.yaml").read_text()
    secrets = re.findall(r"\$\{((?:\w*PASSWORD|SECRET_KEY)[^}]*)\}", text)
    assert {secret.split(":")[0] for secret in secrets} == {"POSTGRES_PASSWORD", "REDIS_PASSWORD", "SECRET_KEY"}
    assert all(re.fullmatch(r"\w+:\?.+", secret) for secret in secrets)


def test_application_containers_have_no_rights_to_spare(compose: Any) -> None:
    for name in APPLICATION:
        service = compose["services"][name]
        assert service["cap_drop"] == ["ALL"], name
        assert service["read_only"] is True, name
    assert compose["networks"]["inside"] == {"internal": True}
    assert all("ports" not in service for name, service in compose["services"].items() if name != "web")
    assert compose["services"]["web"]["ports"][0].startswith("127.0.0.1:")


def test_worker_and_web_run_as_under_the_launcher(compose: Any) -> None:
    worker, _, web = application_specs(Web(), {})
    queues = worker.argv[worker.argv.index("--queues") + 1]
    assert f"--queues={queues}" in compose["services"]["worker"]["command"]
    command = next(line for line in dockerfile() if line.startswith("CMD"))
    for option in ("--threads", "--timeout", "--workers"):
        assert re.search(rf'"{option}", +"{web.argv[web.argv.index(option) + 1]}"', command), option


def test_the_image_runs_as_an_ordinary_user_without_secrets() -> None:
    lines = dockerfile()
    assert [line for line in lines if line.startswith("USER")] == ["USER counterclaim"]
    assert not [line for line in lines if line.startswith(("ENV", "ARG")) and re.search("SECRET|PASSWORD", line)]
    assert all(re.search(r"FROM \S+:\S+", line) for line in lines if line.startswith("FROM"))
    ignored = (REPOSITORY / ".dockerignore").read_text().split()
    assert {".git", ".env", "var", ".venv"} <= set(ignored)
