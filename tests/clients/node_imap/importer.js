// Import INBOX with imap (node-imap), as its README shows.
const { readFileSync } = require('fs');
const Imap = require('imap');

const form = JSON.parse(readFileSync(0, 'utf8'));
// A group of addresses is one entry with a list of its members.
const addresses = (people) =>
  (people ?? [])
    .flatMap((each) => each.addresses ?? each)
    .filter((each) => each.mailbox && each.host)
    .map((each) => `${each.mailbox}@${each.host}`);

// Each end is told once: the library may emit 'end' without 'error' and without 'ready'.
let isTold = false;
const tell = (told) => {
  if (!isTold) process.stdout.write(JSON.stringify(told));
  isTold = true;
};

const imap = new Imap({
  user: form.user,
  password: form.password,
  host: form.host,
  port: form.port,
  tls: form.ssl,
  ...(form.timeout && { connTimeout: form.timeout * 1000, authTimeout: form.timeout * 1000 }),
});

imap.once('ready', () => {
  imap.openBox('INBOX', true, (error, box) => {
    if (error) throw error;
    const told = { messages: box.messages.total, contacts: [] };
    const end = () => {
      tell(told);
      imap.end();
    };
    if (!box.messages.total) return end();
    const fetch = imap.seq.fetch('1:*', { envelope: true });
    fetch.on('message', (message) => {
      message.once('attributes', ({ envelope: { from, to, cc } }) => {
        told.contacts.push(...addresses(from), ...addresses(to), ...addresses(cc));
      });
    });
    fetch.once('error', (error) => tell({ error: error.message }));
    fetch.once('end', end);
  });
});
imap.once('error', ({ code, textCode, message }) =>
  tell({ error: [code, textCode, message].filter(Boolean).join(' ') }));
imap.once('end', () => tell({ error: 'Connection ended' }));
imap.connect();
