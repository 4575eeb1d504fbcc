"""Where this repository's files of the very commit can be read, for a report's links."""

from collections.abc import Mapping


def source_url(environment: Mapping[str, str]) -> str:
    """Return the address below which the files stand, as the CI tells it; empty on other machines.

    GitHub Actions and GitLab CI name repository and commit in variables of their own.
    """
    if repository := environment.get("GITHUB_REPOSITORY"):
        server = environment.get("GITHUB_SERVER_URL", "https://github.com")
        return f"{server}/{repository}/blob/{environment.get('GITHUB_SHA', 'HEAD')}"
    if project := environment.get("CI_PROJECT_URL"):
        return f"{project}/-/blob/{environment.get('CI_COMMIT_SHA', 'HEAD')}"
    return ""
