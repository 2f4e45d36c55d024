/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.alert.mail;

import io.nameplate.alerting.alert.outbox.Message;
import io.nameplate.alerting.alert.outbox.Notifier;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes messages to the log: what happens to them until a mail server is named. */
public final class LogNotifier implements Notifier {

    private static final Logger log = LoggerFactory.getLogger(LogNotifier.class);

    @Override
    public String channel() {
        return "log";
    }

    @Override
    public Optional<String> send(Message message) {
        log.atInfo()
                .setMessage("no mail server is named; this would have been sent")
                .addKeyValue("recipient", message.recipient())
                .addKeyValue("subject", message.subject())
                .addKeyValue("text", message.plain())
                .log();
        return Optional.empty();
    }
}
