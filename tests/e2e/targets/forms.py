"""Connect forms as apps have them; `data-it` names the field of `ConnectForm` for a control."""

LABELS = """
<form>
  <label>Username <input data-it=username></label>
  <label>Email password <input type=password data-it=password></label>
  <label>IMAP server address <input data-it=server></label>
  <label>Port number <input data-it=port></label>
  <label><input type=checkbox data-it=use_ssl> Use SSL</label>
  <button>Cancel</button> <button data-it=connect>Connect</button>
</form>"""

NO_LABELS = """
<form>
  <input name=imapUser data-it=username>
  <input type=password data-it=password>
  <input name=imap_host data-it=server>
  <input id=imap-port data-it=port>
  <input type=checkbox name=tls data-it=use_ssl>
  <button data-it=connect>OK</button>
</form>"""

SEARCH_AND_SIGN_OUT = """
<form><input name=q placeholder=Search> <button>Search</button></form> <button>Sign out</button>
<form>
  <label for=a>Login</label> <input id=a data-it=username>
  <label for=b>Secret</label> <input id=b type=password data-it=password>
  <input aria-label=Host data-it=server>
  <input aria-label=Port type=number data-it=port>
  <label><input type=checkbox data-it=use_ssl> Encrypted</label>
  <button data-it=connect>Save</button>
</form>"""

SIGN_IN_BEFORE = """
<form>
  <label>User <input></label> <label>Password <input type=password></label>
  <button>Sign in</button>
</form>
<form>
  <label>User <input data-it=username></label>
  <label>Password <input type=password data-it=password></label>
  <label>Server <input data-it=server></label>
  <label>Port <input data-it=port></label>
  <label>SSL <input type=checkbox data-it=use_ssl></label>
  <button data-it=connect>Add</button>
</form>"""

IN_AND_OUT = """
<form>
  <label>SMTP server <input></label> <label>SMTP port <input></label>
  <label>SMTP over TLS <input type=checkbox></label>
  <label>SMTP password <input type=password></label>
  <label>IMAP server <input data-it=server></label> <label>IMAP port <input data-it=port></label>
  <label>IMAP over TLS <input type=checkbox data-it=use_ssl></label>
  <label>User name <input data-it=username></label>
  <label>Password <input type=password data-it=password></label>
  <label>Once more <input type=password></label>
  <button data-it=connect>Add account</button>
</form>"""

BUTTONS_BESIDE = """
<div role=dialog>
  <form>
    <label>User name <input data-it=username></label>
    <label>Password <input type=password data-it=password></label>
    <label>Server <input data-it=server></label>
    <label>Port <input data-it=port></label>
    <label>SSL <input type=checkbox data-it=use_ssl></label>
  </form>
  <button>Close</button> <button data-it=connect>Test &amp; Confirm</button>
</div>"""

NO_FORM = """
<button>Sidebar toggle</button> <button role=tab>Host</button>
<label>Username <input data-it=username></label>
<label>Password <input type=password data-it=password></label>
<label>Server <input data-it=server></label>
<label>Port <input data-it=port></label>
<span id=ssl>SSL</span>
<button type=button role=switch aria-labelledby=ssl data-it=use_ssl></button>
<button type=reset>Reset</button> <button data-it=connect>OK</button>"""

PLACEHOLDERS = """
<div class=card>
  <input placeholder="Login name" data-it=username>
  <input placeholder=Password type=password data-it=password>
  <input placeholder=imap.example.com data-it=server>
  <input placeholder=993 data-it=port>
  <input type=checkbox title="Use SSL" data-it=use_ssl>
  <button data-it=connect>Connect</button>
</div>"""

TEST_IDS = """
<div>
  <input data-testid=imap-user data-it=username>
  <input data-testid=imap-secret type=password data-it=password>
  <input data-test=imap-host data-it=server>
  <input data-cy=imap-port data-it=port>
  <div role=switch tabindex=0 data-qa=imap-tls aria-checked=false data-it=use_ssl>&nbsp;&nbsp;</div>
  <button data-testid=go data-it=connect>Save</button>
</div>"""

TEXT_BESIDE = """
<table>
  <tr><td>User name:</td><td><input id=f1 data-it=username></td></tr>
  <tr><td>Secret</td><td><input id=f2 type=password data-it=password></td></tr>
  <tr><td><b>Host</b></td><td><div><input id=f3 data-it=server></div></td></tr>
  <tr><td>Number</td><td><input id=f4 value=993 data-it=port></td></tr>
  <tr><td></td><td><input type=checkbox id=f5 data-it=use_ssl> encrypted</td></tr>
</table>
<div role=button data-it=connect>Go on</div>"""

ONLY_PLACES = """
<input placeholder=Search>
<form>
  <input id=":r1:" data-it=username> <input id=":r2:" type=password data-it=password>
  <input id=mui-3 data-it=server> <input id=mui-4 data-it=port>
  <input id=mui-5 type=checkbox data-it=use_ssl>
  <button>Cancel</button> <button id=mui-6 data-it=connect>Go</button>
</form>"""

IN_AN_IFRAME = f"<h1>Settings</h1><iframe srcdoc='{LABELS}'></iframe>"

USUAL = (
    LABELS, NO_LABELS, SEARCH_AND_SIGN_OUT, SIGN_IN_BEFORE, IN_AND_OUT, BUTTONS_BESIDE, NO_FORM,
    PLACEHOLDERS, TEST_IDS, TEXT_BESIDE, ONLY_PLACES, IN_AN_IFRAME,
)  # fmt: skip
"""Forms that have every field but one for the address."""

A_LIST = """
<form>
  <label>Security <select><option>None <option>STARTTLS <option>SSL/TLS</select></label>
  <input type=password>
</form>"""

ODD_LIST = A_LIST.replace("None", "A").replace("SSL/TLS", "B")

ONLY_AN_ADDRESS = """
<label>Email <input type=email></label> <label>Password <input type=password></label>"""

ADDRESS_AND_NAME = ONLY_AN_ADDRESS + "<label>User name <input></label>"

ONE_BOX = """
<label>User name <input></label> <label>Password <input type=password></label>
<input placeholder="host[:port]" data-it=server> <button>Connect</button>"""

CUSTOM_SELECT = """
<input type=password>
<span id=s>Security</span> <div role=combobox tabindex=0 aria-labelledby=s>SSL/TLS</div>"""

CUSTOM_SELECT_WITHOUT_LABEL = CUSTOM_SELECT.replace("aria-labelledby=s", "")

NOTHING = "<title>Say &quot;hi&quot;</title><h1>Welcome"

ALL = (
    *USUAL,
    A_LIST,
    ODD_LIST,
    CUSTOM_SELECT,
    CUSTOM_SELECT_WITHOUT_LABEL,
    ONE_BOX,
    ONLY_AN_ADDRESS,
    ADDRESS_AND_NAME,
    NOTHING,
)
