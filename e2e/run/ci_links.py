"""Find the URL of the repository at the tested commit, for links from a report to its files."""

from collections.abc import Mapping


def source_url(environment: Mapping[str, str]) -> str:
    """Return the URL of the repository's root folder at the tested commit.

    Args:
        environment: the environment variables, in which GitHub and GitLab state the URL.

    Returns:
        The URL; empty if the run is not on a CI of GitHub or GitLab.
    """
    if repository := environment.get("GITHUB_REPOSITORY"):
        server = environment.get("GITHUB_SERVER_URL", "https://github.com")
        return f"{server}/{repository}/blob/{environment.get('GITHUB_SHA', 'HEAD')}"
    if project := environment.get("CI_PROJECT_URL"):
        return f"{project}/-/blob/{environment.get('CI_COMMIT_SHA', 'HEAD')}"
    return ""
