/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.alert.outbox;

import io.nameplate.alerting.alert.situation.Situation;
import io.nameplate.alerting.alert.situation.SituationReader;
import io.nameplate.alerting.alert.situation.Words;
import io.nameplate.alerting.ledger.deviations.Deviation;
import io.nameplate.alerting.ledger.deviations.DeviationReader;
import io.nameplate.alerting.ledger.registry.RegistryBook;
import io.nameplate.alerting.ledger.store.Hash;
import io.nameplate.model.language.Lease;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the messages about what happened to deviations: one per event kind and recipient, in the lease's own words. */
public final class Author implements Outbox.Author {

    private static final Logger log = LoggerFactory.getLogger(Author.class);

    private final DeviationReader deviations;
    private final RegistryBook registry;
    private final SituationReader situations;
    private final Notifier notifier;
    private final List<String> also;
    private final String baseUrl;

    /**
     * @param also recipients told about every lease, beside its contacts
     * @param baseUrl where the portal is reached, for links
     */
    public Author(
            DeviationReader deviations,
            RegistryBook registry,
            SituationReader situations,
            Notifier notifier,
            List<String> also,
            String baseUrl) {
        this.deviations = deviations;
        this.registry = registry;
        this.situations = situations;
        this.notifier = notifier;
        this.also = List.copyOf(also);
        this.baseUrl = baseUrl;
    }

    @Override
    public Outbox.Written after(long event) {
        long last = event;
        List<Outbox.Draft> drafts = new ArrayList<>();
        for (DeviationReader.Event happened : deviations.eventsAfter(event)) {
            last = happened.number();
            Optional<Deviation> deviation = deviations.deviation(happened.deviation());
            Optional<Lease> lease = deviation.flatMap(found ->
                    registry.latestRegistry().map(known -> known.leases().get(found.lease())));
            if (deviation.isPresent() && lease.isPresent()) {
                drafts.addAll(drafts(deviation.get(), lease.get(), happened));
            } else {
                log.atWarn()
                        .setMessage("nobody to tell about a deviation: its lease is not in the registry any more")
                        .addKeyValue("deviation", happened.deviation())
                        .log();
            }
        }
        return new Outbox.Written(last, drafts);
    }

    private List<Outbox.Draft> drafts(Deviation deviation, Lease lease, DeviationReader.Event happened) {
        String kind = happened.kind();
        String occasion = occasion(happened);
        Situation situation = situations.situation(deviation, lease);
        Words words = new Words(situation);
        Letter letter = new Letter(words, deviation, kind, baseUrl);
        Set<String> recipients = new LinkedHashSet<>(lease.contacts());
        recipients.addAll(also);
        List<Outbox.Draft> drafts = new ArrayList<>();
        for (String recipient : recipients) {
            String channel = notifier.channel();
            drafts.add(new Outbox.Draft(
                    deviation.id() + ":" + occasion + ":" + channel + ":" + recipient,
                    deviation.id(),
                    lease.lease().value(),
                    kind,
                    channel,
                    new Message(
                            recipient,
                            words.subject(kind),
                            letter.plain(),
                            letter.html(),
                            messageId(deviation, occasion, recipient),
                            messageId(deviation, "opened", recipient))));
        }
        return drafts;
    }

    /** Opening happens once; a deviation can close, reopen and close again, and each time is a message of its own. */
    private static String occasion(DeviationReader.Event happened) {
        return happened.kind().equals("opened") ? "opened" : happened.kind() + "." + happened.number();
    }

    private static String messageId(Deviation deviation, String occasion, String recipient) {
        String who = Hash.of(deviation.lease() + " " + recipient).substring(0, 12);
        return "<" + deviation.id() + "." + occasion + "." + who + "@nameplate>";
    }
}
