/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.reliability;

import io.nameplate.alerting.ledger.results.Intake;
import io.nameplate.alerting.ledger.results.Interval;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.verdict.HallPart;
import io.nameplate.model.verdict.LineKey;
import io.nameplate.model.wire.Cursor;
import io.nameplate.model.wire.EpochId;
import io.nameplate.model.wire.Head;
import io.nameplate.streamjobs.flow.LinePart;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Watches a run and says where a promise was broken. */
final class Promises implements LedgerHost.Listener {

    record Spot(String hall, String line, long start) {}

    private record Said(byte[] part, Set<Told.Body> restsOn, long at, long version) {}

    final Versions versions;
    final Registry registry;
    final Plan plan;
    private final Story story;
    private final Map<CollectorId, CollectorHost> collectors;
    private final List<String> broken = new ArrayList<>();
    private final Map<Spot, Said> settled = new HashMap<>();
    final Set<Spot> restated = new HashSet<>();
    /** How far each collector has told a job that it is: all slots before are stated, or it will not state them. */
    private final Map<CollectorId, Long> through = new HashMap<>();

    /** How far the cursors that any run of the job has published say that it had come, by epoch. */
    private final Map<CollectorId, Map<EpochId, Long>> published = new HashMap<>();
    /** Whether some run of the job did not know how far the one before it had come. */
    boolean placeLost;

    /** What the ledger had settled and a job without state left to it: none of it may change. */
    final Map<String, Interval> left = new HashMap<>();
    /** The first interval of which the ledger knew when a job began without state, by line: it cannot tell what is open before. */
    final Map<LineKey, Instant> first = new HashMap<>();

    int rows;
    int restatements;
    int deviating;
    int deadlines;
    int gone;
    int fromLess;
    /** Deviations that only open results of a job that did not know how far the one before it had come had shown otherwise. */
    int withdrawn;

    Promises(Versions versions, Plan plan, Map<CollectorId, CollectorHost> collectors, Story story) {
        this.story = story;
        this.versions = versions;
        this.registry = versions.first();
        this.plan = plan;
        this.collectors = collectors;
    }

    /** What was broken, in sentences. */
    List<String> broken() {
        return broken;
    }

    void fail(String sentence) {
        broken.add(sentence);
        story.tell("BROKEN: " + sentence);
    }

    /** A job's records have come to the halls' evidence. */
    void touch(Told told) {
        through.merge(told.key().collector(), told.record().through(), Math::max);
    }

    /** A run of the job has published a cursor, and the broker has it. */
    void published(CollectorId collector, Cursor cursor) {
        Map<EpochId, Long> said = published.computeIfAbsent(collector, key -> new HashMap<>());
        cursor.epochs().forEach(epoch -> said.merge(epoch.epoch(), epoch.next(), Math::max));
    }

    /** How far all runs of the job so far have told the broker to have come with a collector. */
    Map<EpochId, Long> published(CollectorId collector) {
        return published.getOrDefault(collector, Map.of());
    }

    /** A job was told which epochs there are: what lies before the first slot of one and in no other is nobody's to state. */
    void announced(CollectorId collector, Head head) {
        head.epochs().forEach(epoch -> through.merge(collector, epoch.from(), Math::max));
    }

    /** How far a collector has told a job that it is, also one whose disk has been set back since; epoch seconds. */
    long heardThrough(CollectorId collector) {
        return through.getOrDefault(collector, 0L);
    }

    /** A job begins without state and is to leave to the ledger what that has settled. */
    void left(Collection<Interval> rows) {
        rows.stream().filter(Interval::settled).forEach(row -> left.put(ResultPromises.key(row), row));
        Map<LineKey, Instant> least = new HashMap<>();
        rows.forEach(
                row -> least.merge(new LineKey(row.lease(), row.line()), row.start(), (a, b) -> a.isBefore(b) ? a : b));
        least.forEach((line, start) -> first.merge(line, start, (a, b) -> a.isAfter(b) ? a : b));
    }

    /** A hall says something of a line. */
    void said(JobNotes job, LinePart part, long now) {
        if (!(part instanceof LinePart.Counted counted) || !counted.settled()) {
            return;
        }
        HallId hall = counted.hall();
        long start = counted.about().start();
        Spot spot = new Spot(hall.value(), counted.about().line().toString(), start);
        byte[] bytes = counted.part().map(HallPart::countedBytes).orElse(new byte[0]);
        List<CollectorId> needed = registry.collectorsOf(hall);
        Set<Told.Body> restsOn = job.restsOn(start, needed);
        Said before = settled.get(spot);
        if (before != null && job.isReplaced) {
            if (!Arrays.equals(before.part(), bytes)) {
                restated.add(spot);
            }
            return;
        }
        if (before == null) {
            firstSettled(job, spot, needed);
        } else if (!Arrays.equals(before.part(), bytes)) {
            restated.add(spot);
            if (before.version() != counted.registryVersion()) {
                story.detail(() -> spot + " is said anew under another registry");
            } else if (before.restsOn().equals(restsOn) && before.at() < now) {
                fail(spot + " was settled again with other content from the same records");
            } else if (before.restsOn().containsAll(restsOn)) {
                settledFromLess(job, spot, before, restsOn);
            }
        }
        settled.put(spot, new Said(bytes, restsOn, now, counted.registryVersion()));
    }

    /** A result may rest on less than before where the rest is gone for good; else the rest has to be waited for. */
    private void settledFromLess(JobNotes job, Spot spot, Said before, Set<Told.Body> restsOn) {
        Set<Told.Body> missing = new HashSet<>(before.restsOn());
        missing.removeAll(restsOn);
        Optional<Told.Body> there = missing.stream()
                .filter(body -> collectors.get(body.collector()).holds(body))
                .findFirst();
        if (there.isPresent() && !job.hasLostItsPlace()) {
            fail(spot + " was settled again with other content although " + there.get() + " is to come again");
        } else if (there.isPresent()) {
            fromLess++;
        }
        gone += there.isPresent() ? 0 : 1;
    }

    private void firstSettled(JobNotes job, Spot spot, List<CollectorId> needed) {
        long end = spot.start() + registry.interval().toSeconds();
        boolean byDeadline = false;
        for (CollectorId id : needed) {
            CollectorHost host = collectors.get(id);
            Optional<Told> pending = host.pending(spot.start(), end, job);
            boolean stated = Math.max(host.statedThrough(), heardThrough(id)) >= end;
            if (job.isOverdue(id, end)) {
                byDeadline |= pending.isPresent() || !stated;
            } else if (pending.isPresent()) {
                fail(spot + " was settled while " + pending.get().key() + " was pending and it was not overdue");
            } else if (!stated) {
                fail(spot + " was settled before " + id + " had stated it, and it was not overdue");
            }
        }
        deadlines += byDeadline ? 1 : 0;
    }

    @Override
    public void changed(Intake.Change change, long generation) {
        // what the ledger holds in the end is compared as a whole
    }

    @Override
    public void refused(String why) {
        fail("the ledger refused: " + why);
    }

    @Override
    public void fenceBroken(long generation, long newest) {
        fail("the ledger took something of generation " + generation + " after " + newest + " had written");
    }

    /** Compares what is in the ledger with what the records say. */
    void check(LedgerHost ledger, Collection<Told> records) {
        for (CollectorHost host : collectors.values()) {
            var stats = host.stats();
            if (stats.pending() != 0 || stats.produced() != stats.committed() + stats.lost()) {
                fail(host.id + " ends with " + stats);
            }
        }
        ResultPromises results = new ResultPromises(this, ledger);
        Collection<Interval> intervals = results.check(records);
        rows = intervals.size();
        restatements = results.restatements();
        DeviationPromises deviations = new DeviationPromises(this, ledger, results);
        deviations.check(intervals);
        deviating = deviations.standing();
        withdrawn = deviations.withdrawn();
    }
}
