// Command importer imports INBOX with go-imap v2, as its README shows.
package main

import (
	"encoding/json"
	"net"
	"os"
	"strconv"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

type form struct {
	Host, User, Password string
	Port                 int
	SSL                  bool
	Timeout              float64
}

type result struct {
	Messages uint32   `json:"messages"`
	Contacts []string `json:"contacts"`
}

func addresses(contacts []string, people []imap.Address) []string {
	for _, each := range people {
		if address := each.Addr(); address != "" {
			contacts = append(contacts, address)
		}
	}
	return contacts
}

func connect(f form) (*imapclient.Client, error) {
	address := net.JoinHostPort(f.Host, strconv.Itoa(f.Port))
	deadline := time.Duration(f.Timeout * float64(time.Second))
	options := &imapclient.Options{Dialer: &net.Dialer{Timeout: deadline}}
	if f.SSL {
		return imapclient.DialTLS(address, options)
	}
	return imapclient.DialInsecure(address, options)
}

func run(f form) (*result, error) {
	c, err := connect(f)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	if err := c.Login(f.User, f.Password).Wait(); err != nil {
		return nil, err
	}
	mailbox, err := c.Select("INBOX", &imap.SelectOptions{ReadOnly: true}).Wait()
	if err != nil {
		return nil, err
	}
	told := &result{Messages: mailbox.NumMessages, Contacts: []string{}}
	if mailbox.NumMessages > 0 {
		var all imap.SeqSet
		all.AddRange(1, mailbox.NumMessages)
		messages, err := c.Fetch(all, &imap.FetchOptions{Envelope: true}).Collect()
		if err != nil {
			return nil, err
		}
		for _, message := range messages {
			for _, people := range [][]imap.Address{message.Envelope.From, message.Envelope.To, message.Envelope.Cc} {
				told.Contacts = addresses(told.Contacts, people)
			}
		}
	}
	return told, c.Logout().Wait()
}

func main() {
	var f form
	if err := json.NewDecoder(os.Stdin).Decode(&f); err != nil {
		panic(err)
	}
	out := json.NewEncoder(os.Stdout)
	if told, err := run(f); err != nil {
		_ = out.Encode(map[string]string{"error": err.Error()})
	} else {
		_ = out.Encode(told)
	}
}
