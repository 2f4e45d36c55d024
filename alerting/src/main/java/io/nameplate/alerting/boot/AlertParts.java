/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.boot;

import io.nameplate.alerting.alert.mail.LogNotifier;
import io.nameplate.alerting.alert.mail.MailNotifier;
import io.nameplate.alerting.alert.outbox.Author;
import io.nameplate.alerting.alert.outbox.Dispatcher;
import io.nameplate.alerting.alert.outbox.Notifier;
import io.nameplate.alerting.alert.outbox.Outbox;
import io.nameplate.alerting.alert.outbox.Threads;
import io.nameplate.alerting.ledger.deviations.DeviationReader;
import io.nameplate.alerting.ledger.registry.RegistryBook;
import io.nameplate.alerting.ledger.store.Database;
import io.quarkus.mailer.Mailer;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import org.eclipse.microprofile.config.Config;

/** The parts that tell people. */
final class AlertParts {

    /** Mail where a mail server is named or mail is mocked; otherwise the log. */
    @Produces
    @Singleton
    Notifier notifier(Mailer mailer, Config config) {
        boolean named = config.getConfigValue("quarkus.mailer.host").getSourceOrdinal() > 0;
        boolean mocked =
                config.getOptionalValue("quarkus.mailer.mock", Boolean.class).orElse(false);
        boolean test = config.getOptionalValue("quarkus.profile", String.class)
                .filter("test"::equals)
                .isPresent();
        return named || mocked || test ? new MailNotifier(mailer) : new LogNotifier();
    }

    @Produces
    @Singleton
    Outbox outbox(Database database) {
        return new Outbox(database);
    }

    @Produces
    @Singleton
    Threads threads(Database database) {
        return new Threads(database);
    }

    @Produces
    @Singleton
    Dispatcher dispatcher(
            Outbox outbox,
            DeviationReader deviations,
            RegistryBook registry,
            Threads threads,
            Notifier notifier,
            AlertingConfig config,
            Clock clock) {
        Author author = new Author(
                deviations,
                registry,
                threads,
                notifier,
                config.alert().also().orElse(List.of()),
                config.web().baseUrl());
        return new Dispatcher(outbox, author, notifier, clock);
    }
}
