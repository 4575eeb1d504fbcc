"""A report links to the files of the commit that ran, if CI names the commit."""

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
def test_the_variables_of_a_ci_give_the_address_of_the_files(
    environment: dict[str, str], address: str
) -> None:
    assert source_url(environment) == address
