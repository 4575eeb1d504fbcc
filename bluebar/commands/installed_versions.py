"""Say how this bluebar was installed, and in which versions its dependencies are installed."""

import json
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from urllib.parse import urlsplit

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

BLUEBAR = "bluebar"


def source_of_bluebar() -> str:
    """Return what pip installs to get this bluebar again, e.g. a URL of git with a commit.

    pip notes the source of a package that does not come from an index (PEP 610).

    Returns:
        A requirement (PEP 508); empty if bluebar was installed from a folder of this machine, which
        no other machine can reach.
    """
    installed = distribution(BLUEBAR)
    noted = installed.read_text("direct_url.json")
    if noted is None:
        return f"{BLUEBAR}=={installed.version}"
    source = json.loads(noted)
    url: str = source["url"]
    if urlsplit(url).scheme == "file":
        return ""
    if "subdirectory" in source:
        url = f"{url}#subdirectory={source['subdirectory']}"
    if vcs := source.get("vcs_info"):
        base, separator, fragment = url.partition("#")
        revision = _revision(vcs, installed.version)
        return f"{BLUEBAR} @ {vcs['vcs']}+{base}@{revision}{separator}{fragment}"
    return f"{BLUEBAR} @ {url}"


def _revision(vcs: dict[str, str], version: str) -> str:
    """Return the tag of this version if bluebar was installed from it, else the commit.

    A branch would be another bluebar tomorrow.
    """
    asked = vcs.get("requested_revision", "")
    return asked if asked in (version, f"v{version}") else vcs["commit_id"]


def dependencies_of_bluebar() -> list[str]:
    """Return bluebar's dependencies on this machine as requirements with exact versions, sorted."""
    found: dict[str, str] = {}
    pending = list(_required(distribution(BLUEBAR), set()))
    while pending:
        requirement = pending.pop()
        name = canonicalize_name(requirement.name)
        try:
            installed = distribution(name)
        except PackageNotFoundError:
            continue
        key = f"{name}[{','.join(sorted(requirement.extras))}]"
        if key not in found:
            found[key] = f"{name}=={installed.version}"
            pending += _required(installed, requirement.extras)
    return sorted(set(found.values()))


def _required(installed: Distribution, extras: set[str]) -> Iterator[Requirement]:
    """Return the requirements of a package that count on this machine.

    Args:
        installed: the package.
        extras: the extras with which the package is required.
    """
    machine = {name: str(value) for name, value in default_environment().items()}
    environments = [machine | {"extra": extra} for extra in ("", *extras)]
    for line in installed.requires or ():
        requirement = Requirement(line)
        marker = requirement.marker
        if marker is None or any(marker.evaluate(each) for each in environments):
            yield requirement
