/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.alert.mail;

import io.nameplate.alerting.alert.outbox.Message;
import io.nameplate.alerting.alert.outbox.Notifier;
import io.quarkus.mailer.Mail;
import io.quarkus.mailer.Mailer;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends messages through the configured mail server; messages of a deviation stand in one thread. */
public final class MailNotifier implements Notifier {

    private static final Logger log = LoggerFactory.getLogger(MailNotifier.class);

    private final Mailer mailer;

    public MailNotifier(Mailer mailer) {
        this.mailer = mailer;
    }

    @Override
    public String channel() {
        return "mail";
    }

    @Override
    public Optional<String> send(Message message) {
        Mail mail = Mail.withText(message.recipient(), message.subject(), message.plain())
                .setHtml(message.html())
                .addHeader("Message-ID", message.messageId())
                .addHeader("Auto-Submitted", "auto-generated");
        if (!message.beginsThread()) {
            mail.addHeader("References", message.threadId()).addHeader("In-Reply-To", message.threadId());
        }
        try {
            mailer.send(mail);
            return Optional.empty();
        } catch (RuntimeException failed) {
            log.atDebug().setMessage("mail failed").setCause(failed).log();
            return Optional.of(String.valueOf(failed.getMessage()));
        }
    }
}
