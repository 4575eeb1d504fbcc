"""The URL of this repository's files at the tested commit, for the links of a report."""

from collections.abc import Mapping


def source_url(environment: Mapping[str, str]) -> str:
    """Return the URL of the root from the variables of GitHub or GitLab; empty elsewhere."""
    if repository := environment.get("GITHUB_REPOSITORY"):
        server = environment.get("GITHUB_SERVER_URL", "https://github.com")
        return f"{server}/{repository}/blob/{environment.get('GITHUB_SHA', 'HEAD')}"
    if project := environment.get("CI_PROJECT_URL"):
        return f"{project}/-/blob/{environment.get('CI_COMMIT_SHA', 'HEAD')}"
    return ""
