import com.google.gson.Gson;
import com.google.gson.JsonObject;
import jakarta.mail.Address;
import jakarta.mail.FetchProfile;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** Imports INBOX with Angus Mail, as its FAQ and its demos show. */
public class Importer {
    private static List<String> addresses(Address[] people) throws AddressException {
        List<String> found = new ArrayList<>();
        for (Address each : people == null ? new Address[0] : people) {
            InternetAddress address = (InternetAddress) each;
            if (address.isGroup()) {
                // A group is one address; its members are read from it.
                found.addAll(addresses(address.getGroup(false)));
            } else if (address.getAddress() != null && address.getAddress().contains("@")) {
                found.add(address.getAddress());
            }
        }
        return found;
    }

    private static Map<String, Object> run(JsonObject form) throws Exception {
        String protocol = form.get("ssl").getAsBoolean() ? "imaps" : "imap";
        Properties properties = new Properties();
        if (!form.get("timeout").isJsonNull()) {
            String milliseconds = String.valueOf((long) (form.get("timeout").getAsDouble() * 1000));
            properties.put("mail." + protocol + ".connectiontimeout", milliseconds);
            properties.put("mail." + protocol + ".timeout", milliseconds);
        }
        List<String> contacts = new ArrayList<>();
        try (var store = Session.getInstance(properties).getStore(protocol)) {
            store.connect(form.get("host").getAsString(), form.get("port").getAsInt(),
                form.get("user").getAsString(), form.get("password").getAsString());
            Folder inbox = store.getFolder("INBOX");
            inbox.open(Folder.READ_ONLY);
            Message[] messages = inbox.getMessages();
            FetchProfile profile = new FetchProfile();
            profile.add(FetchProfile.Item.ENVELOPE);
            inbox.fetch(messages, profile);
            for (Message each : messages) {
                contacts.addAll(addresses(each.getFrom()));
                contacts.addAll(addresses(each.getRecipients(Message.RecipientType.TO)));
                contacts.addAll(addresses(each.getRecipients(Message.RecipientType.CC)));
            }
            inbox.close(false);
            return Map.of("messages", messages.length, "contacts", contacts);
        }
    }

    private static String words(Throwable error) {
        StringBuilder text = new StringBuilder(error.toString());
        for (Throwable cause = error.getCause(); cause != null; cause = cause.getCause()) {
            text.append("; ").append(cause);
        }
        return text.toString();
    }

    public static void main(String[] none) {
        var gson = new Gson();
        var input = new InputStreamReader(System.in, StandardCharsets.UTF_8);
        Object told;
        try {
            told = run(gson.fromJson(input, JsonObject.class));
        } catch (Exception error) {
            told = Map.of("error", words(error));
        }
        System.out.println(gson.toJson(told));
    }
}
