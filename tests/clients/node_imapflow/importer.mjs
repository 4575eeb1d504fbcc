// Import INBOX with imapflow, as its README shows.
import { readFileSync } from 'node:fs';
import { ImapFlow } from 'imapflow';

const addresses = (people) => (people ?? []).map((each) => each.address).filter(Boolean);

const main = async (form) => {
    const client = new ImapFlow({
        host: form.host,
        port: form.port,
        secure: form.ssl,
        auth: { user: form.user, pass: form.password },
        logger: false,
        ...(form.timeout && { greetingTimeout: form.timeout * 1000 })
    });
    // Without a listener, an error after the connect ends the process.
    client.on('error', () => {});
    await client.connect();
    const told = { messages: 0, contacts: [] };
    const lock = await client.getMailboxLock('INBOX');
    try {
        for await (const message of client.fetch('1:*', { envelope: true })) {
            const { from, to, cc } = message.envelope;
            told.messages += 1;
            told.contacts.push(...addresses(from), ...addresses(to), ...addresses(cc));
        }
    } finally {
        lock.release();
    }
    await client.logout();
    return told;
};

const words = (error) => [error.code, error.message, error.serverResponseCode, error.responseText];

let told;
try {
    told = await main(JSON.parse(readFileSync(0, 'utf8')));
} catch (error) {
    told = { error: words(error).filter(Boolean).join(' ') };
}
process.stdout.write(JSON.stringify(told));
