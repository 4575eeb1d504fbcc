"""A report's links lead to the files of the commit that ran, where a CI says which that is."""

import pytest

from bluebar.e2e.run.ci_links import source_url


@pytest.mark.parametrize(
    ("environment", "address"),
    [
        (
            {
                "GITHUB_SERVER_URL": "https://git.example",
                "GITHUB_REPOSITORY": "team/crm",
                "GITHUB_SHA": "abc",
            },
            "https://git.example/team/crm/blob/abc",
        ),
        (
            {"CI_PROJECT_URL": "https://lab.example/team/crm", "CI_COMMIT_SHA": "abc"},
            "https://lab.example/team/crm/-/blob/abc",
        ),
        ({}, ""),
    ],
)
def test_the_ci_tells_where_the_files_stand(environment: dict[str, str], address: str) -> None:
    assert source_url(environment) == address
