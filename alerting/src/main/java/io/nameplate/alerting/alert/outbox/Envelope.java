/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.alert.outbox;

import io.nameplate.alerting.alert.situation.Situation;
import io.nameplate.alerting.ledger.deviations.DeviationId;
import io.nameplate.alerting.ledger.store.Hash;
import io.nameplate.model.language.Lease;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Addresses a message to everybody who is told about a lease, under keys and message ids that a second try repeats.
 *
 * @param also recipients told about every lease, beside its contacts
 */
record Envelope(Lease lease, String channel, List<String> also, String baseUrl) {

    /** What the first message of every thread is about, and the message that the others of the thread refer to. */
    static final String FIRST = "opened";

    /**
     * The drafts of one message, one for each recipient.
     *
     * @param occasion makes it one of its kind in the thread
     */
    List<Outbox.Draft> drafts(DeviationId thread, String kind, String occasion, Situation situation) {
        Letter letter = new Letter(situation, kind, baseUrl);
        Set<String> recipients = new LinkedHashSet<>(lease.contacts());
        recipients.addAll(also);
        return recipients.stream()
                .map(recipient -> new Outbox.Draft(
                        thread + ":" + occasion + ":" + channel + ":" + recipient,
                        thread,
                        lease.lease().value(),
                        kind,
                        channel,
                        new Message(
                                recipient,
                                letter.subject(),
                                letter.plain(),
                                letter.html(),
                                messageId(thread, occasion, recipient),
                                messageId(thread, FIRST, recipient))))
                .toList();
    }

    private String messageId(DeviationId thread, String occasion, String recipient) {
        String who = Hash.of(lease.lease() + " " + recipient).substring(0, 12);
        return "<" + thread + "." + occasion + "." + who + "@nameplate>";
    }
}
