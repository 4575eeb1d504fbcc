"""The addresses of the public issues that scenarios and field failures cite.

People have read each cited issue. No test checks the citations, because no test uses the network.
"""

import re

REPOSITORIES = (
    "hkdb/aerion",
    "sweetrb/apple-mail-mcp",
    "jamesridgway/attachment-downloader",
    "frappe/bench",
    "berliCRM/berlicrm",
    "rustmailer/bichon",
    "chatwoot/chatwoot",
    "home-assistant/core",
    "cozy/cozy-emails",
    "cypht-org/cypht",
    "modern-email/defects",
    "deltachat/deltachat-android",
    "coddingtonbear/django-mailbox",
    "docker-mailserver/docker-mailserver",
    "mautic/docker-mautic",
    "HandyGuySoftware/dupReport",
    "codefuturist/email-mcp",
    "postalsys/emailengine",
    "LukeSmithxyz/emailwiz",
    "frappe/erpnext",
    "espocrm/espocrm",
    "M66B/FairEmail",
    "fatfreecrm/fat_free_crm",
    "frappe/frappe",
    "freescout-help-desk/freescout",
    "getmail6/getmail6",
    "emersion/go-imap",
    "gophish/gophish",
    "greenmail-mail-test/greenmail",
    "hitobito/hitobito",
    "ddeboer/imap",
    "joeyates/imap-backup",
    "ikvk/imap_tools",
    "mjs/imapclient",
    "lefcha/imapfilter",
    "postalsys/imapflow",
    "niendo1/ImapNotes3",
    "imapsync/imapsync",
    "jbostoen/itop-jb-mail-to-ticket-automation-v2",
    "Oxygem/Kanmail",
    "ankaboot-source/leadminer",
    "LeonMusCoden/LetterFeed",
    "knadh/listmonk",
    "logstash-plugins/logstash-input-imap",
    "raghavyuva/LucaMail",
    "elementary/mail",
    "nextcloud/mail",
    "s1t5/mail-archiver",
    "mailcow/mailcow-dockerized",
    "maathimself/mailflow",
    "jstedfast/MailKit",
    "mailpile/Mailpile",
    "andrewtimberlake/mailroom",
    "hardware/mailserver",
    "Foundry376/Mailspring",
    "mautic/mautic",
    "manusa/mnIMAPSync",
    "mustang-im/mustang",
    "LukeSmithxyz/mutt-wizard",
    "d99kris/nmail",
    "mscdex/node-imap",
    "nylas/nylas-mail",
    "odoo/odoo",
    "odysseus-dev/odysseus",
    "OfflineIMAP/offlineimap",
    "LogicLabs-OU/OpenArchiver",
    "paperless-ngx/paperless-ngx",
    "domainaware/parsedmarc",
    "barbushin/php-imap",
    "Webklex/php-imap",
    "benhall14/php-imap-reader",
    "heypinchy/pinchy",
    "oroinc/platform",
    "ProtonMail/proton-bridge",
    "Receipt-Wrangler/receipt-wrangler",
    "mozilla/releases-comm-central",
    "bbottema/simple-java-mail",
    "berthubert/simplomon",
    "the-djmaze/snappymail",
    "SuiteCRM/SuiteCRM",
    "nylas/sync-engine",
    "thunderbird/thunderbird-android",
    "tine20/tine20",
    "twentyhq/twenty",
    "nextcloud/user_external",
    "stalwartlabs/vandelay",
    "avihaymenahem/velo",
    "afterlogic/webmail-lite-8",
    "zone-eu/wildduck",
    "bkaankose/Wino-Mail",
    "wp-erp/wp-erp",
    "zammad/zammad",
)
"""Every cited project. If two projects have the same name, a citation also names the owner."""

WITHOUT_LINK = {
    "freescout's message-4-null-bytes.eml": "a file of its tests, not an issue",
    "zammad's imap_spec": "a file of its tests, not an issue",
}
"""The citations that have no address, each with the reason."""

CITATION = re.compile(r"(?P<project>[\w.-]+(?:/[\w.-]+)?)#(?P<number>[1-9]\d*)")


def links(cited: str) -> list[tuple[str, str]]:
    """Return the citations in a text like "zammad#3146, frappe/bench#704", each with its address.

    The address is empty if `REPOSITORIES` does not contain the project, or contains two projects of
    that name and the citation names no owner: no link is better than a wrong link.
    """
    return [(each, _address(each)) for each in cited.split(", ") if each]


def _address(citation: str) -> str:
    cited = CITATION.fullmatch(citation)
    if not cited:
        return ""
    project, number = cited["project"], cited["number"]
    named = [each for each in REPOSITORIES if project in (each, each.partition("/")[2])]
    # If the number belongs to a pull request, GitHub redirects this address to the pull request.
    return f"https://github.com/{named[0]}/issues/{number}" if len(named) == 1 else ""
