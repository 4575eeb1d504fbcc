"""Every citation links to its issue, or has a reason for no link."""

from bluebar.e2e.scenarios.all_scenarios import ALL
from bluebar.e2e.scenarios.citations import REPOSITORIES, WITHOUT_LINK, links
from bluebar.e2e.scenarios.field_failures import FAILURES
from docs.generate import scenarios

CITED = [
    link
    for cited in (*(row.sources.cited for row in ALL), *(each.cited for each in FAILURES))
    for link in links(cited)
]


def test_a_citation_has_the_full_address_of_its_issue() -> None:
    assert links("zammad#3146, frappe/bench#704") == [
        ("zammad#3146", "https://github.com/zammad/zammad/issues/3146"),
        ("frappe/bench#704", "https://github.com/frappe/bench/issues/704"),
    ]
    assert links("") == []


def test_an_ambiguous_or_unknown_project_has_no_address() -> None:
    doubtful = "gitea#1, somebody/zammad#1, mail#1, php-imap#1, zammad#0, zammad#1a, zammad"
    assert [url for _, url in links(doubtful)] == [""] * 7


def test_every_citation_has_an_address_or_a_reason() -> None:
    assert {text for text, url in CITED if not url} == set(WITHOUT_LINK)


def test_only_cited_projects_are_listed_in_the_order_of_their_names() -> None:
    cited = {"/".join(url.split("/")[3:5]) for _, url in CITED if url}
    assert cited == set(REPOSITORIES)
    by_name = sorted(REPOSITORIES, key=lambda each: each.lower().split("/")[::-1])
    assert list(REPOSITORIES) == by_name


def test_the_document_shows_the_citations_as_links() -> None:
    document = scenarios()
    for text, url in CITED:
        assert (f"[{text}]({url})" if url else f"| {text} |") in document
