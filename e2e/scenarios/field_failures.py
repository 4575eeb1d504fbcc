"""Known ways in which connecting a mailbox failed for users of real apps, with public issues.

A scenario that reproduces a failure names the failure's number. If no scenario reproduces a
failure, the failure says why not. docs/scenarios.md lists all failures.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class FieldFailure:
    """One way in which connecting a mailbox goes wrong.

    Attributes:
        number: the failure's number, which scenarios name; it never changes.
        what: a description of the failure in a few words.
        cited: public issues about the failure, each as project#number
            (e2e/scenarios/citations.py).
        not_staged: why no scenario reproduces the failure; empty if one does.
    """

    number: int
    what: str
    cited: str
    not_staged: str = ""


FAILURES = (
    FieldFailure(1, "The app reports a self-signed certificate as \"could not connect\"",
            "nextcloud/mail#7277, nextcloud/mail#3541, emailengine#244, zammad#3146"),
    FieldFailure(2, "The app refuses a private authority's certificate, and does not say why",
            "nextcloud/mail#4769"),
    FieldFailure(3, "The certificate is for another name, as on shared hosts",
            "freescout#92, freescout#1707, nextcloud/mail#4504, imap-backup#31, core#83568"),
    FieldFailure(4, "SSL is on at a port without SSL: \"wrong version number\"",
            "chatwoot#7055, erpnext#33508, Kanmail#91, dupReport#116, freescout#4002"),
    FieldFailure(5, "SSL is off at a port that waits for TLS: both sides wait, and the app hangs",
            "imapflow#148"),
    FieldFailure(6, "No deadline at all: a page or a job hangs for hours",
            "frappe#20599, nextcloud/mail#3014"),
    FieldFailure(7, "The app reports a wrong password as a server error",
            "frappe#11853, bench#704, chatwoot#7032"),
    FieldFailure(8, "An app password or OAuth is needed, and the app says \"wrong password\"",
            "frappe#19988, MailKit#1072, wp-erp#1431, gophish#2772, imapclient#602"),
    FieldFailure(9, "The local part is typed and the server wants the whole address, or vice versa",
            "deltachat-android#1086, webmail-lite-8#14, LucaMail#13, emailwiz#94, cozy-emails#434"),
    FieldFailure(10, "STARTTLS is needed, and the form has only a tick for SSL",
            "parsedmarc#205, receipt-wrangler#443, freescout#2591"),
    FieldFailure(11, "The port is closed, or a firewall is in between",
            "chatwoot#3869, erpnext#10655, freescout#3135"),
    FieldFailure(12, "A second sync, or a sync after a crash, imports everything twice",
            "zammad#78, espocrm#1516, SuiteCRM#10813, platform#411, django-mailbox#212"),
    FieldFailure(13, "White space is pasted around host or user name",
            "nextcloud/mail#6091, cozy-emails#722, thunderbird-android#5800, listmonk#1746"),
    FieldFailure(14, "A password outside ASCII crashes the client",
            "paperless-ngx#663, imap_tools#161, getmail6#244, zammad#2964, imapclient#379"),
    FieldFailure(15, "Quotes, backslashes and similar characters in a password break the command",
            "imapsync#215, imapsync#47, imapsync#99, nylas-mail#2479, user_external#161, "
            "simplomon#54, Mailspring#1723, imapfilter#199"),
    FieldFailure(16, "The app tests the saved settings, not the shown ones", "freescout#1752"),
    FieldFailure(17, "The bar says connected, and after a reload the account is gone",
            "twenty#15915, Wino-Mail#659, mustang#346"),
    FieldFailure(18, "Editing blanks the password, or saves its placeholder",
            "LetterFeed#20, nextcloud/mail#3031, nextcloud/mail#8038, nextcloud/mail#13678, "
            "mautic#6804, mustang#505"),
    FieldFailure(19, "A failed try breaks the next one on the same page", "elementary/mail#410"),
    FieldFailure(20, "The app reports a wrong reason: a time-out as TLS, SSL as a wrong password",
            "cozy-emails#350, zammad#1972, berlicrm#677, SuiteCRM#3709"),
    FieldFailure(21, "An outage switches the mailbox off for good", "chatwoot#4532, chatwoot#9084"),
    FieldFailure(22, "The app shows \"Verifying…\" without end, or a proxy answers with HTTP 504",
            "zammad#3037, zammad#1473, docker-mautic#43"),
    FieldFailure(23, "Private hosts and odd ports are refused without the setting that allows them",
            "twenty#17973, twenty#21634, espocrm#3599, mailflow#126, Mailspring#119"),
    FieldFailure(24, "The form can be used to scan ports", "pinchy#964"),
    FieldFailure(25, "Folders outside ASCII are garbled or cannot be selected",
            "snappymail#387, vandelay#37, Mailpile#1145, nmail#105"),
    FieldFailure(26, "A delimiter, an INBOX. prefix or a NAMESPACE breaks the folder tree",
            "paperless-ngx#511, paperless-ngx#753, nextcloud/mail#2105, nextcloud/mail#782, "
            "mutt-wizard#700"),
    FieldFailure(27, "The app says \"connected, but no folders found\"",
            "freescout#3847, freescout#2248, freescout#2264, nextcloud/mail#3073"),
    FieldFailure(28, "The folder that was chosen is lost on saving",
            "mautic#3962, mautic#3195, mautic#1472",
            "neither the article's form nor the reference app has a folder to choose"),
    FieldFailure(29, "The counts are wrong",
            "bichon#286, mnIMAPSync#41, imapsync#158, mailcow-dockerized#3441, "
            "apple-mail-mcp#139"),
    FieldFailure(30, "A sync that stored nothing is marked done", "velo#48"),
    FieldFailure(31, "The app makes no contacts from received mail", "twenty#21138"),
    FieldFailure(32, "Contacts are doubled by case, name or alias, or are the user's own address",
            "leadminer#154, fat_free_crm#42"),
    FieldFailure(33, "A bad or missing Date stops or drops messages",
            "velo#48, Webklex/php-imap#551, mail-archiver#351, email-mcp#32, "
            "logstash-input-imap#57"),
    FieldFailure(34, "A missing or empty From stops the queue",
            "zammad#2397, imap_tools#6, hitobito#2204, barbushin/php-imap#280"),
    FieldFailure(35, "One malformed message breaks the whole batch",
            "aerion#209, MailKit#371, MailKit#1393, go-imap#659"),
    FieldFailure(36, "Wrong or unknown charsets are garbled, or crash the import",
            "imap#270, imap#291, mail-archiver#9, freescout#3123, tine20#4485, mailroom#22"),
    FieldFailure(37, "A huge mailbox causes time-outs, needs too much memory, or shows no progress",
            "nextcloud/mail#8318, sync-engine#159, emailengine#45, imapsync#268"),
    FieldFailure(38, "The connection is lost during the sync, which starts again or never ends",
            "thunderbird-android#2665, nylas-mail#3232, FairEmail#131, odoo#126185, "
            "odoo#182091"),
    FieldFailure(39, "Messages are marked as read",
            "odoo#7464, imapclient#404, php-imap-reader#8, MailKit#1432"),
    FieldFailure(40, "The same account is added twice",
            "nextcloud/mail#12042, Mailspring#1855, thunderbird-android#9221"),
    FieldFailure(41, "App and server have no TLS version, key size or cipher in common",
            "erpnext#37422, core#79766, core#80206, freescout#1337"),
    FieldFailure(42, "The certificate has expired", "greenmail#203"),
    FieldFailure(43, "The app sends no host name (SNI), so the server shows another certificate",
            "freescout#269"),
    FieldFailure(44, "The SSL tick does not change the port, or overwrites a typed port",
            "cozy-emails#924, cozy-emails#640, ImapNotes3#43"),
    FieldFailure(45, "The app reports LOGINDISABLED or a refused plain login as a wrong password",
            "node-imap#685, cypht#97, docker-mailserver#1026, mailserver#219"),
    FieldFailure(46, "The app knows one authentication mechanism only", "OpenArchiver#231"),
    FieldFailure(47, "The server refuses an app that opens too many connections",
            "node-imap#606, Mailspring#1113, imap-backup#123, wildduck#35"),
    FieldFailure(48, "A login takes longer than the client's fixed ten seconds", "odysseus#1027"),
    FieldFailure(49, "A password that ends in a space is trimmed", "deltachat-android#270"),
    FieldFailure(50, "Curly quotes are pasted with the password", "attachment-downloader#38"),
    FieldFailure(51, "UIDVALIDITY changes, and the app imports everything twice, or loses messages",
            "nextcloud/mail#2979, thunderbird-android#1074, "
            "itop-jb-mail-to-ticket-automation-v2#253"),
    FieldFailure(52, "Messages without a Message-ID are merged or left out",
            "itop-jb-mail-to-ticket-automation-v2#253, imapsync#437"),
    FieldFailure(53, "The app mishandles a message that is in two mailboxes", "zammad#1578"),
    FieldFailure(54, "A verification mail goes to a made-up address", "Mailspring#768, zammad#925"),
    FieldFailure(55, "The check reads only the chosen folder", "zammad#3722",
            "neither the article's form nor the reference app has a folder to choose"),
    FieldFailure(56, "An address with hyphens, a plus-tag or an IDN does not connect",
            "releases-comm-central#75"),
    FieldFailure(57, "The browser fills its saved sign-in into the form", "mail-archiver#174"),
    FieldFailure(58, "Logs or errors contain passwords",
            "itop-jb-mail-to-ticket-automation-v2#148"),
    FieldFailure(59, "A message is too large for the import", "zammad's imap_spec"),
    FieldFailure(60, "NUL bytes, bare line feeds or empty messages break the import",
            "freescout's message-4-null-bytes.eml"),
    FieldFailure(61, "The app reports an unknown host unclearly", "listmonk#1746"),
    FieldFailure(62, "The folder All Mail doubles every message", "imapsync#437, imapsync#158"),
    FieldFailure(63, "Shared folders of other users break the sync", "velo#241",
            "GreenMail has neither shared folders nor ACL: another brand of mail server is needed"),
    FieldFailure(64, "CAPABILITY with odd spaces is misread", "modern-email/defects#21"),
)  # fmt: skip
