# Import INBOX with net/imap, as its documentation shows.
require 'json'
require 'net/imap'
require 'timeout'

def addresses(people)
  (people || []).select { |each| each.mailbox && each.host }.map { |each| "#{each.mailbox}@#{each.host}" }
end

def import(form)
  options = { port: form['port'], ssl: form['ssl'] }
  options[:open_timeout] = form['timeout'] if form['timeout']
  # The library has a deadline for the connection only.
  imap = Timeout.timeout(form['timeout']) { Net::IMAP.new(form['host'], **options) }
  imap.login(form['user'], form['password'])
  imap.examine('INBOX')
  messages = imap.search(['ALL'])
  contacts = []
  envelopes = messages.empty? ? [] : imap.fetch(messages, 'ENVELOPE')
  envelopes.each do |message|
    envelope = message.attr['ENVELOPE']
    [envelope.from, envelope.to, envelope.cc].each { |people| contacts.concat(addresses(people)) }
  end
  imap.logout
  imap.disconnect
  { messages: messages.length, contacts: contacts }
end

told =
  begin
    import(JSON.parse($stdin.read))
  rescue StandardError => error
    # The message of a refusal is the server's text; the code beside it is in the response.
    code = error.response.data.code&.name if error.is_a?(Net::IMAP::ResponseError)
    { error: [error.class, code, error.message].compact.join(': ') }
  end
puts JSON.generate(told)
