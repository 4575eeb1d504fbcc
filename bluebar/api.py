"""The names that adapters and tests outside of bluebar import: `from bluebar.api import …`.

The groups below are the index. docs/write-an-adapter.md explains adapters and tests,
docs/attached-apps.md users and inboxes, docs/front-door.md the front door. Other modules of bluebar
may move between two versions; the names here do not.
"""

# The adapter of an app
from bluebar.e2e.targets.base_adapter import (
    ANYTHING_ELSE as ANYTHING_ELSE,
    Adapter as Adapter,
    wait_for_verdict as wait_for_verdict,
    wait_visible as wait_visible,
)
from bluebar.e2e.targets.paged_lists import (
    texts_of_pages as texts_of_pages,
)
from bluebar.e2e.protocol.target import (
    AppUser as AppUser,
    ConnectForm as ConnectForm,
    Deadlines as Deadlines,
    FormInput as FormInput,
    Imported as Imported,
    Instance as Instance,
    Surroundings as Surroundings,
    Target as Target,
)
from bluebar.e2e.targets.env_credentials import (
    from_environment as from_environment,
    totp_code as totp_code,
)
from bluebar.e2e.targets.app_process import (
    app_process as app_process,
)

# What the app says after Connect
from bluebar.e2e.outcome.verdict import (
    AlreadyConnected as AlreadyConnected,
    Connected as Connected,
    NoVerdict as NoVerdict,
    Pending as Pending,
    Reason as Reason,
    Rejected as Rejected,
    SavedUnverified as SavedUnverified,
    Verdict as Verdict,
)

# What the app counts
from bluebar.fixtures.oracle.counting_rules import (
    AddressHeader as AddressHeader,
    ContactName as ContactName,
    CountingRules as CountingRules,
    MessageIdentity as MessageIdentity,
)
from bluebar.fixtures.oracle.expected_import import (
    ExpectedImport as ExpectedImport,
    expected_import as expected_import,
)
from bluebar.fixtures.plan.plan import (
    Plan as Plan,
)

# Known failures of the app
from bluebar.e2e.outcome.failure import (
    FailureKind as FailureKind,
)
from bluebar.e2e.outcome.known_failures import (
    KnownFailure as KnownFailure,
)

# Capabilities: an adapter has one by having its members
from bluebar.e2e.protocol.capabilities import (
    ReportsVersion as ReportsVersion,
    SavesUnverified as SavesUnverified,
    TellsLeftOutFolders as TellsLeftOutFolders,
    ShowsBanner as ShowsBanner,
    ShowsCounts as ShowsCounts,
    ListsAccounts as ListsAccounts,
    ListsContacts as ListsContacts,
    ListsMessages as ListsMessages,
    SyncsNow as SyncsNow,
    CanBeEdited as CanBeEdited,
    CanBeDisconnected as CanBeDisconnected,
    ShowsFieldErrors as ShowsFieldErrors,
    OffersTheOtherForm as OffersTheOtherForm,
    CanBeCancelled as CanBeCancelled,
    HintsAtPasswords as HintsAtPasswords,
    TriesAgain as TriesAgain,
    ShowsAges as ShowsAges,
    ShowsProgress as ShowsProgress,
    GuardsHosts as GuardsHosts,
    TakesSettings as TakesSettings,
    ShipsDeadlines as ShipsDeadlines,
)
from bluebar.e2e.protocol.user_capabilities import (
    KeepsSession as KeepsSession,
    RenewsSession as RenewsSession,
    HasPool as HasPool,
    CleansUp as CleansUp,
    ShowsTotals as ShowsTotals,
    HasInbox as HasInbox,
    SendsSummary as SendsSummary,
)
from bluebar.e2e.protocol.shown_capabilities import (
    ConfirmsInBars as ConfirmsInBars,
    ShownConnection as ShownConnection,
    ShowsConnection as ShowsConnection,
    Step as Step,
    SummaryFacts as SummaryFacts,
    TellsInSummary as TellsInSummary,
    WarnsOfDisconnect as WarnsOfDisconnect,
)
from bluebar.e2e.protocol.list_capabilities import (
    ListedContact as ListedContact,
    ListedMessage as ListedMessage,
    ListPage as ListPage,
    ShowsNames as ShowsNames,
    ShowsSenders as ShowsSenders,
)
from bluebar.e2e.protocol.admin_capabilities import (
    ArrangedByAdmin as ArrangedByAdmin,
    ReadsLogs as ReadsLogs,
)
from bluebar.e2e.protocol.account_capabilities import (
    AsksBeforeDisconnect as AsksBeforeDisconnect,
    NamesSyncProblems as NamesSyncProblems,
)

# Declarations: an adapter states one by a class attribute
from bluebar.e2e.protocol.declarations import (
    IsOurs as IsOurs,
    VerifiesNoCertificates as VerifiesNoCertificates,
    HasNoDeadline as HasNoDeadline,
    FetchesOnce as FetchesOnce,
    ShowsFacts as ShowsFacts,
    RefusesOldCiphers as RefusesOldCiphers,
    UpgradesByItself as UpgradesByItself,
    RetriesLogin as RetriesLogin,
    SharedByATeam as SharedByATeam,
    FollowsTheTick as FollowsTheTick,
    SortsContacts as SortsContacts,
    SortsMessages as SortsMessages,
    SignInConnects as SignInConnects,
    HidesPassword as HidesPassword,
    KeepsDeletedMail as KeepsDeletedMail,
)

# The inbox in which the app's mail arrives
from bluebar.fixtures.inbox.inbox import (
    Inbox as Inbox,
    PolledInbox as PolledInbox,
)
from bluebar.fixtures.inbox.received_mail import ReceivedMail as ReceivedMail

# Scenarios: the rows of a test
from bluebar.e2e.scenarios.model import (
    FormTemplate as FormTemplate,
    Conditions as Conditions,
    Expectation as Expectation,
    MailboxTemplate as MailboxTemplate,
    Sources as Sources,
    refused as refused,
    SINGLE as SINGLE,
    Group as Group,
    Route as Route,
    Scenario as Scenario,
    Tag as Tag,
    UserName as UserName,
    scenarios as scenarios,
)
from bluebar.fixtures.plan.shape import (
    Shape as Shape,
)
from bluebar.e2e.subjects.connection import (
    Connection as Connection,
)
from bluebar.e2e.subjects.mailbox import (
    Mailbox as Mailbox,
)
from bluebar.e2e.subjects.user import (
    User as User,
)

# The front door, and its faults
from bluebar.mailserver.frontdoor.proxy_config import (
    Certificate as Certificate,
    FrontDoor as FrontDoor,
    Listener as Listener,
    LoginChallenges as LoginChallenges,
    SignIn as SignIn,
    StartTls as StartTls,
    UserNames as UserNames,
)
from bluebar.mailserver.frontdoor.faults import (
    CloseMode as CloseMode,
    NeverAccepts as NeverAccepts,
    HangsUp as HangsUp,
    StaysSilent as StaysSilent,
    OtherProtocol as OtherProtocol,
    Greets as Greets,
    GreetsAfter as GreetsAfter,
    DelaysCommand as DelaysCommand,
    RefusesLogin as RefusesLogin,
    RequiresPrivacy as RequiresPrivacy,
    BadCertificate as BadCertificate,
    OtherCapabilities as OtherCapabilities,
    PoisonsStartTls as PoisonsStartTls,
    RefusesStartTls as RefusesStartTls,
    RewordsRefusal as RewordsRefusal,
    StripsStartTls as StripsStartTls,
    WeakTls as WeakTls,
    ConnectionLimit as ConnectionLimit,
    EndsAtFetch as EndsAtFetch,
    EndsAfter as EndsAfter,
    CutsLiteral as CutsLiteral,
    Slow as Slow,
    OtherUidValidity as OtherUidValidity,
    AnswersWith as AnswersWith,
    Habit as Habit,
    RejectsEmptyFetch as RejectsEmptyFetch,
    OtherZone as OtherZone,
    MarksFolders as MarksFolders,
    OtherDelimiter as OtherDelimiter,
    RefusesFolder as RefusesFolder,
    Drips as Drips,
    SMTP as SMTP,
    HTTP as HTTP,
    SSH as SSH,
    GARBAGE as GARBAGE,
)

# Steps in the browser
from bluebar.e2e.steps.connect import (
    begin_to_connect as begin_to_connect,
    cancel as cancel,
    change_the_door as change_the_door,
    click_connect as click_connect,
    connect as connect,
    connect_past_the_browser as connect_past_the_browser,
    retry as retry,
    take_the_offer as take_the_offer,
)
from bluebar.e2e.steps.keyboard import (
    connect_by_keyboard as connect_by_keyboard,
)
from bluebar.e2e.steps.connected_account import (
    disconnect as disconnect,
    edit as edit,
    open_the_lists as open_the_lists,
    open_to_change as open_to_change,
)

# Expectations
from bluebar.e2e.expect.connect_verdict import (
    expect_connected as expect_connected,
    expect_refused as expect_refused,
    expect_already_connected as expect_already_connected,
    expect_not_saved as expect_not_saved,
    expect_form_kept as expect_form_kept,
    expect_saved as expect_saved,
)
from bluebar.e2e.expect.stored import (
    expect_account_listed as expect_account_listed,
    expect_account_gone as expect_account_gone,
    expect_nothing_stored as expect_nothing_stored,
    expect_no_account as expect_no_account,
    expect_no_summary as expect_no_summary,
    expect_nothing_of as expect_nothing_of,
)
from bluebar.e2e.expect.imported import (
    expect_import as expect_import,
    expect_import_in_the_end as expect_import_in_the_end,
    expect_counts as expect_counts,
    expect_sync_problem as expect_sync_problem,
    expect_still_listed as expect_still_listed,
    expect_import_after_another_sync as expect_import_after_another_sync,
    expect_mailbox_untouched as expect_mailbox_untouched,
)
from bluebar.e2e.expect.folders import (
    expect_closed_mailbox_told as expect_closed_mailbox_told,
    expect_left_out_folder_told as expect_left_out_folder_told,
    expect_no_folder_told as expect_no_folder_told,
)
from bluebar.e2e.expect.summary_email import (
    expect_summary as expect_summary,
    expect_summary_if_sent as expect_summary_if_sent,
    expect_one_summary as expect_one_summary,
)
from bluebar.e2e.expect.on_wire import (
    expect_last_login_as_typed as expect_last_login_as_typed,
    expect_app_never_came as expect_app_never_came,
    expect_no_injected_command as expect_no_injected_command,
    expect_no_login_refused as expect_no_login_refused,
    expect_no_password_sent as expect_no_password_sent,
    expect_no_login_in_clear as expect_no_login_in_clear,
    expect_sent_as_typed as expect_sent_as_typed,
    expect_fault_happened as expect_fault_happened,
    expect_never_tried as expect_never_tried,
    expect_no_connection_left_open as expect_no_connection_left_open,
    expect_one_connection_at_a_time as expect_one_connection_at_a_time,
)
from bluebar.e2e.expect.refusal_cost import (
    expect_connection_closed as expect_connection_closed,
    expect_low_cost_of_refusal as expect_low_cost_of_refusal,
    expect_one_login as expect_one_login,
    expect_user_name_as_typed as expect_user_name_as_typed,
)
from bluebar.e2e.expect.bar import (
    expect_bar_gone_on_next_visit as expect_bar_gone_on_next_visit,
    expect_banner_gone as expect_banner_gone,
    expect_blue_bar as expect_blue_bar,
)
from bluebar.e2e.expect.account_facts import (
    expect_connection_shown as expect_connection_shown,
    expect_disconnect_counts as expect_disconnect_counts,
    expect_edit_form_as_typed as expect_edit_form_as_typed,
)
from bluebar.e2e.expect.list_facts import (
    expect_list_facts as expect_list_facts,
    expect_lists_in_pages as expect_lists_in_pages,
)
from bluebar.e2e.expect.shown_page import (
    expect_facts as expect_facts,
    expect_offer as expect_offer,
    expect_port_to_follow_tick as expect_port_to_follow_tick,
    expect_error_at_wrong_field as expect_error_at_wrong_field,
    expect_sign_in_address_filled_in as expect_sign_in_address_filled_in,
    expect_ages_in_words_of_article as expect_ages_in_words_of_article,
    expect_trying as expect_trying,
    expect_password_hint as expect_password_hint,
    expect_same_words as expect_same_words,
    expect_nothing_executed as expect_nothing_executed,
    expect_no_script_run as expect_no_script_run,
    expect_no_autofill as expect_no_autofill,
)

# Errors of bluebar
from bluebar.mailserver.errors import (
    HarnessError as HarnessError,
)
