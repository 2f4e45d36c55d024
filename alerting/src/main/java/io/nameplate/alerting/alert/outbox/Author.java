/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.alert.outbox;

import io.nameplate.alerting.ledger.deviations.Deviation;
import io.nameplate.alerting.ledger.deviations.DeviationReader;
import io.nameplate.alerting.ledger.registry.RegistryBook;
import io.nameplate.model.language.Lease;
import io.nameplate.model.language.LeaseId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the messages about what happened to deviations, lease by lease, in the lease's own words. */
public final class Author implements Outbox.Author {

    private static final Logger log = LoggerFactory.getLogger(Author.class);

    private final DeviationReader deviations;
    private final RegistryBook registry;
    private final Threads threads;
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
            Threads threads,
            Notifier notifier,
            List<String> also,
            String baseUrl) {
        this.deviations = deviations;
        this.registry = registry;
        this.threads = threads;
        this.notifier = notifier;
        this.also = List.copyOf(also);
        this.baseUrl = baseUrl;
    }

    @Override
    public Outbox.Written after(long event) {
        long last = event;
        Map<LeaseId, List<DeviationReader.Event>> byLease = new LinkedHashMap<>();
        for (DeviationReader.Event happened : deviations.eventsAfter(event)) {
            last = happened.number();
            deviations
                    .deviation(happened.deviation())
                    .map(Deviation::lease)
                    .ifPresent(lease -> byLease.computeIfAbsent(lease, key -> new ArrayList<>())
                            .add(happened));
        }
        Outbox.Written written = new Outbox.Written(last, List.of());
        for (Map.Entry<LeaseId, List<DeviationReader.Event>> entry : byLease.entrySet()) {
            Optional<Lease> lease =
                    registry.latestRegistry().map(known -> known.leases().get(entry.getKey()));
            if (lease.isPresent()) {
                Envelope envelope = new Envelope(lease.get(), notifier.channel(), also, baseUrl);
                written = written.and(
                        new News(envelope, threads, deviations.ofLease(entry.getKey())).of(entry.getValue()));
            } else {
                log.atWarn()
                        .setMessage("nobody to tell about deviations: their lease is not in the registry any more")
                        .addKeyValue("lease", entry.getKey())
                        .log();
            }
        }
        return written;
    }
}
