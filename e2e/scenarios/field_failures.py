"""What goes wrong in the field when people connect a mailbox, with the public issues that tell it.

Scenarios name the failures that they stage by number; what none stages says why it cannot be
staged here. docs/scenarios.md lists all of them.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Failure:
    """One way in which connecting a mailbox goes wrong.

    Attributes:
        number: stable; scenarios name it.
        what: in a few words.
        cited: public issues, each as project#number (e2e/scenarios/citations.py).
        not_staged: why no scenario stages it; empty where one does.
    """

    number: int
    what: str
    cited: str
    not_staged: str = ""


FAILURES = (
    Failure(1, "A self-signed certificate is told as \"could not connect\"",
            "nextcloud/mail#7277, nextcloud/mail#3541, emailengine#244, zammad#3146"),
    Failure(2, "A private authority's certificate is refused without a reason",
            "nextcloud/mail#4769"),
    Failure(3, "The certificate is for another name, as on shared hosts",
            "freescout#92, freescout#1707, nextcloud/mail#4504, imap-backup#31, core#83568"),
    Failure(4, "SSL is on where the port speaks none: \"wrong version number\"",
            "chatwoot#7055, erpnext#33508, Kanmail#91, dupReport#116, freescout#4002"),
    Failure(5, "SSL is off where the port waits for it: nobody speaks, it hangs", "imapflow#148"),
    Failure(6, "No deadline at all: a page or a job stands still for hours",
            "frappe#20599, nextcloud/mail#3014"),
    Failure(7, "A wrong password is told as a server error",
            "frappe#11853, bench#704, chatwoot#7032"),
    Failure(8, "An app password or OAuth is needed, and the app says \"wrong password\"",
            "frappe#19988, MailKit#1072, wp-erp#1431, gophish#2772, imapclient#602"),
    Failure(9, "The whole address is wanted and the local part typed, or the other way round",
            "deltachat-android#1086, webmail-lite-8#14, LucaMail#13, emailwiz#94, cozy-emails#434"),
    Failure(10, "STARTTLS is needed and there is only a tick for SSL",
            "parsedmarc#205, receipt-wrangler#443, freescout#2591"),
    Failure(11, "The port is closed, or a firewall is in between",
            "chatwoot#3869, erpnext#10655, freescout#3135"),
    Failure(12, "A second sync, or one after a crash, imports everything twice",
            "zammad#78, espocrm#1516, SuiteCRM#10813, platform#411, django-mailbox#212"),
    Failure(13, "White space was pasted around host or user name",
            "nextcloud/mail#6091, cozy-emails#722, thunderbird-android#5800, listmonk#1746"),
    Failure(14, "A password outside ASCII crashes the client",
            "paperless-ngx#663, imap_tools#161, getmail6#244, zammad#2964, imapclient#379"),
    Failure(15, "Quotes, backslashes and the like in a password spoil the command",
            "imapsync#215, imapsync#47, imapsync#99, nylas-mail#2479, user_external#161, "
            "simplomon#54, Mailspring#1723, imapfilter#199"),
    Failure(16, "What is tested is what was saved, not what is shown", "freescout#1752"),
    Failure(17, "The bar says connected, and after a reload the account is gone",
            "twenty#15915, Wino-Mail#659, mustang#346"),
    Failure(18, "Editing blanks the password, or saves its placeholder",
            "LetterFeed#20, nextcloud/mail#3031, nextcloud/mail#8038, nextcloud/mail#13678, "
            "mautic#6804, mustang#505"),
    Failure(19, "A failed try spoils the next one on the same page", "elementary/mail#410"),
    Failure(20, "The wrong reason is told: a time-out as TLS, SSL as a wrong password",
            "cozy-emails#350, zammad#1972, berlicrm#677, SuiteCRM#3709"),
    Failure(21, "An outage switches the mailbox off for good", "chatwoot#4532, chatwoot#9084"),
    Failure(22, "\"Verifying…\" for ever, or a proxy's 504",
            "zammad#3037, zammad#1473, docker-mautic#43"),
    Failure(23, "Private hosts and odd ports are refused without saying which setting allows them",
            "twenty#17973, twenty#21634, espocrm#3599, mailflow#126, Mailspring#119"),
    Failure(24, "The form can be used to scan ports", "pinchy#964"),
    Failure(25, "Folders outside ASCII are garbled or cannot be selected",
            "snappymail#387, vandelay#37, Mailpile#1145, nmail#105"),
    Failure(26, "Delimiter, INBOX. prefix or NAMESPACE spoil the folder tree",
            "paperless-ngx#511, paperless-ngx#753, nextcloud/mail#2105, nextcloud/mail#782, "
            "mutt-wizard#700"),
    Failure(27, "\"Connected, but no folders found\"",
            "freescout#3847, freescout#2248, freescout#2264, nextcloud/mail#3073"),
    Failure(28, "The folder that was chosen is lost on saving",
            "mautic#3962, mautic#3195, mautic#1472",
            "the article's form has no folder to choose, nor has the reference app"),
    Failure(29, "The counts are wrong",
            "bichon#286, mnIMAPSync#41, imapsync#158, mailcow-dockerized#3441, "
            "apple-mail-mcp#139"),
    Failure(30, "A sync that stored nothing is marked done", "velo#48"),
    Failure(31, "No contacts come of the mail received", "twenty#21138"),
    Failure(32, "Contacts are doubled by case, name or alias, or are one's own address",
            "leadminer#154, fat_free_crm#42"),
    Failure(33, "A bad or missing Date stops or drops messages",
            "velo#48, Webklex/php-imap#551, mail-archiver#351, email-mcp#32, "
            "logstash-input-imap#57"),
    Failure(34, "A missing or empty From stops the queue",
            "zammad#2397, imap_tools#6, hitobito#2204, barbushin/php-imap#280"),
    Failure(35, "One malformed message takes the whole batch with it",
            "aerion#209, MailKit#371, MailKit#1393, go-imap#659"),
    Failure(36, "Wrong or unknown charsets are garbled, or crash the import",
            "imap#270, imap#291, mail-archiver#9, freescout#3123, tine20#4485, mailroom#22"),
    Failure(37, "A huge mailbox: time-outs, memory, no progress",
            "nextcloud/mail#8318, sync-engine#159, emailengine#45, imapsync#268"),
    Failure(38, "The connection is lost in mid-sync, and it begins anew or never ends",
            "thunderbird-android#2665, nylas-mail#3232, FairEmail#131, odoo#126185, "
            "odoo#182091"),
    Failure(39, "Messages are marked as read",
            "odoo#7464, imapclient#404, php-imap-reader#8, MailKit#1432"),
    Failure(40, "The same account is added twice",
            "nextcloud/mail#12042, Mailspring#1855, thunderbird-android#9221"),
    Failure(41, "Old TLS, weak keys or ciphers that do not match",
            "erpnext#37422, core#79766, core#80206, freescout#1337"),
    Failure(42, "The certificate has expired", "greenmail#203"),
    Failure(43, "No name is asked for (SNI), so another certificate is shown", "freescout#269"),
    Failure(44, "The SSL tick does not change the port, or overwrites one's own",
            "cozy-emails#924, cozy-emails#640, ImapNotes3#43"),
    Failure(45, "LOGINDISABLED or a refused plain login is told as a wrong password",
            "node-imap#685, cypht#97, docker-mailserver#1026, mailserver#219"),
    Failure(46, "The app knows one authentication mechanism only", "OpenArchiver#231"),
    Failure(47, "Too many connections at once",
            "node-imap#606, Mailspring#1113, imap-backup#123, wildduck#35"),
    Failure(48, "A login takes longer than the client's fixed ten seconds", "odysseus#1027"),
    Failure(49, "A password that ends in a space is trimmed", "deltachat-android#270"),
    Failure(50, "Curly quotes were pasted with the password", "attachment-downloader#38"),
    Failure(51, "UIDVALIDITY changes: everything twice, or lost",
            "nextcloud/mail#2979, thunderbird-android#1074, "
            "itop-jb-mail-to-ticket-automation-v2#253"),
    Failure(52, "Messages without a Message-ID are merged or left out",
            "itop-jb-mail-to-ticket-automation-v2#253, imapsync#437"),
    Failure(53, "The same message in two mailboxes", "zammad#1578"),
    Failure(54, "A verification mail goes to a made-up address", "Mailspring#768, zammad#925"),
    Failure(55, "The check looks only into the folder that was chosen", "zammad#3722",
            "the article's form has no folder to choose, nor has the reference app"),
    Failure(56, "Hyphens, plus-tags or IDN in the address", "releases-comm-central#75"),
    Failure(57, "The browser fills its saved sign-in into the form", "mail-archiver#174"),
    Failure(58, "Passwords stand in logs or errors", "itop-jb-mail-to-ticket-automation-v2#148"),
    Failure(59, "A message that is too large", "zammad's imap_spec"),
    Failure(60, "NUL bytes, bare line feeds, empty messages",
            "freescout's message-4-null-bytes.eml"),
    Failure(61, "An unknown host is told unclearly", "listmonk#1746"),
    Failure(62, "All Mail doubles every message", "imapsync#437, imapsync#158"),
    Failure(63, "Shared folders of other users break the sync", "velo#241",
            "GreenMail has neither shared folders nor ACL: another brand of mail server is needed"),
    Failure(64, "CAPABILITY with odd spaces is misread", "modern-email/defects#21"),
)  # fmt: skip
