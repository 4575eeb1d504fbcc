<?php
// Import INBOX with PHP's imap extension (c-client), as its manual shows.

function addresses(?array $people): array
{
    $real = array_filter($people ?? [], fn ($each) => isset($each->mailbox, $each->host));
    return array_map(fn ($each) => "$each->mailbox@$each->host", array_values($real));
}

function import(object $form): array
{
    if ($form->timeout) {
        imap_timeout(IMAP_OPENTIMEOUT, (int) $form->timeout);
        imap_timeout(IMAP_READTIMEOUT, (int) $form->timeout);
    }
    $ssl = $form->ssl ? '/ssl' : '';
    $mailbox = "{{$form->host}:{$form->port}/imap$ssl}INBOX";
    $mbox = @imap_open($mailbox, $form->user, $form->password, OP_READONLY);
    if ($mbox === false) {
        return ['error' => implode("\n", array_unique(imap_errors() ?: ['no word']))];
    }
    $count = imap_num_msg($mbox);
    $contacts = [];
    for ($number = 1; $number <= $count; $number++) {
        $header = imap_headerinfo($mbox, $number);
        foreach (['from', 'to', 'cc'] as $name) {
            array_push($contacts, ...addresses($header->$name ?? null));
        }
    }
    imap_errors();
    imap_close($mbox);
    return ['messages' => $count, 'contacts' => $contacts];
}

echo json_encode(import(json_decode(stream_get_contents(STDIN))), JSON_INVALID_UTF8_SUBSTITUTE);
