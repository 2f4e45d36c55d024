/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.alert.outbox;

import io.nameplate.alerting.alert.situation.Situation;
import io.nameplate.alerting.alert.situation.Situations;
import io.nameplate.alerting.ledger.deviations.Deviation;
import io.nameplate.alerting.ledger.deviations.DeviationId;
import io.nameplate.alerting.ledger.deviations.DeviationReader;
import io.nameplate.alerting.ledger.deviations.SharedCause;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is worth a message of what happened to the deviations of one lease since the last round. What one cause breached is told in one
 * thread: that something is below contract, that all of it is met again, that it is below again. A term that joins later is worth a
 * message of its own only if it is worse than all that were told; until the first message has left, it stands in that one. What a restatement
 * merged or withdrew is always told.
 */
final class News {

    private final Envelope envelope;
    private final Threads threads;
    private final Map<DeviationId, Deviation> ofLease = new TreeMap<>();
    private final Map<DeviationId, DeviationId> joined = new TreeMap<>();

    News(Envelope envelope, Threads threads, List<Deviation> ofLease) {
        this.envelope = envelope;
        this.threads = threads;
        ofLease.forEach(deviation -> this.ofLease.put(deviation.id(), deviation));
    }

    /** What happened in one thread. */
    private record Touched(DeviationId begun, boolean fresh, List<DeviationReader.Event> events) {

        Optional<DeviationReader.Event> last(String... kinds) {
            Set<String> wanted = Set.of(kinds);
            return events.stream()
                    .filter(event -> wanted.contains(event.kind()))
                    .reduce((a, b) -> b);
        }

        Set<DeviationId> opened() {
            Set<DeviationId> opened = new TreeSet<>();
            events.stream()
                    .filter(event -> event.kind().equals("opened"))
                    .forEach(event -> opened.add(event.deviation()));
            return opened;
        }
    }

    Outbox.Written of(List<DeviationReader.Event> events) {
        Map<DeviationId, Touched> touched = new LinkedHashMap<>();
        for (DeviationReader.Event event : events) {
            DeviationId begun = thread(event.deviation());
            touched.computeIfAbsent(
                            begun, key -> new Touched(key, threads.of(key).isEmpty(), new ArrayList<>()))
                    .events()
                    .add(event);
        }
        List<Outbox.Draft> drafts = new ArrayList<>();
        touched.values().forEach(thread -> drafts.addAll(drafts(thread)));
        return new Outbox.Written(0, drafts, joined);
    }

    /** Where a deviation is told: where it was before, or with what shares its cause now, or by itself. */
    private DeviationId thread(DeviationId deviation) {
        DeviationId known = joined.get(deviation);
        if (known != null) {
            return known;
        }
        DeviationId found = threads.of(deviation)
                .or(() -> sharing(deviation).stream()
                        .flatMap(other -> threadOf(other).stream())
                        .findFirst())
                .orElse(deviation);
        joined.put(deviation, found);
        return found;
    }

    private Optional<DeviationId> threadOf(DeviationId other) {
        return Optional.ofNullable(joined.get(other)).or(() -> threads.of(other));
    }

    private List<DeviationId> sharing(DeviationId deviation) {
        return SharedCause.groups(ofLease.values()).stream()
                .map(group -> group.stream().map(Deviation::id).toList())
                .filter(group -> group.contains(deviation))
                .findFirst()
                .orElse(List.of());
    }

    private List<Outbox.Draft> drafts(Touched thread) {
        List<Deviation> told = told(thread);
        List<Deviation> standing = told.stream().filter(Deviation::stands).toList();
        boolean isOpen = standing.stream().anyMatch(deviation -> deviation.state() == Deviation.State.OPEN);
        boolean saidOpen = !thread.fresh() && threads.saysOpen(thread.begun());
        List<Outbox.Draft> drafts = new ArrayList<>();
        if (thread.fresh()) {
            drafts.addAll(write(thread, "opened", Envelope.FIRST, standing.isEmpty() ? told : standing));
            saidOpen = true;
        } else if (isOpen) {
            drafts.addAll(goesOn(thread, standing, saidOpen));
        }
        for (String kind : List.of("merged", "withdrawn")) {
            thread.last(kind)
                    .ifPresent(event -> drafts.addAll(
                            write(thread, kind, kind + "." + event.number(), restated(thread, kind, standing))));
        }
        Optional<DeviationReader.Event> closed = thread.last("closed");
        if (closed.isPresent() && !isOpen && !standing.isEmpty()) {
            drafts.addAll(write(thread, "closed", "closed." + closed.get().number(), standing));
        }
        return drafts;
    }

    /** Something is below contract in a thread that people know. */
    private List<Outbox.Draft> goesOn(Touched thread, List<Deviation> standing, boolean saidOpen) {
        Set<DeviationId> fresh = thread.opened();
        Optional<DeviationReader.Event> opened = thread.last("opened");
        if (opened.isPresent() && (!saidOpen || isWorse(standing, fresh))) {
            return write(thread, "opened", "opened." + opened.get().number(), standing);
        }
        Optional<DeviationReader.Event> again = thread.last("reopened");
        if (again.isPresent() && !saidOpen) {
            return write(thread, "reopened", "reopened." + again.get().number(), standing);
        }
        return opened.isPresent() ? write(thread, "opened", Envelope.FIRST, standing) : List.of();
    }

    /** Whether one that is new is worse than all that were told. */
    private static boolean isWorse(List<Deviation> standing, Set<DeviationId> fresh) {
        List<Deviation> before = standing.stream()
                .filter(deviation -> !fresh.contains(deviation.id()))
                .toList();
        return standing.stream()
                .filter(deviation -> fresh.contains(deviation.id()))
                .anyMatch(deviation ->
                        before.stream().allMatch(other -> Situations.WORSE_FIRST.compare(deviation, other) < 0));
    }

    /** What a restatement took away comes first, then what stands of the thread. */
    private List<Deviation> restated(Touched thread, String kind, List<Deviation> standing) {
        Set<DeviationId> ids = new TreeSet<>();
        thread.events().stream()
                .filter(event -> event.kind().equals(kind))
                .forEach(event -> ids.add(event.deviation()));
        List<Deviation> all = new ArrayList<>();
        ids.forEach(id -> Optional.ofNullable(ofLease.get(id)).ifPresent(all::add));
        all.addAll(standing);
        return all;
    }

    /** The deviations of a thread as they are now, the one to speak of first. */
    private List<Deviation> told(Touched thread) {
        Set<DeviationId> ids = threads.in(thread.begun());
        joined.forEach((deviation, begun) -> {
            if (begun.equals(thread.begun())) {
                ids.add(deviation);
            }
        });
        return Situations.worstFirst(ids.stream()
                .flatMap(id -> Optional.ofNullable(ofLease.get(id)).stream())
                .toList());
    }

    private List<Outbox.Draft> write(Touched thread, String kind, String occasion, List<Deviation> told) {
        Situation situation = Situations.of(envelope.lease(), told, ofLease.values());
        return envelope.drafts(thread.begun(), kind, occasion, situation);
    }
}
