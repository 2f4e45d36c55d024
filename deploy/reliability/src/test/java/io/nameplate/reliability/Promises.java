/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.reliability;

import io.nameplate.alerting.ledger.deviations.Deviation;
import io.nameplate.alerting.ledger.results.Intake;
import io.nameplate.alerting.ledger.results.Interval;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.Lease;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.State;
import io.nameplate.model.language.Term;
import io.nameplate.model.verdict.Content;
import io.nameplate.model.verdict.Coverage;
import io.nameplate.model.verdict.HallPart;
import io.nameplate.model.verdict.Judgement;
import io.nameplate.model.verdict.LineKey;
import io.nameplate.model.verdict.LineResult;
import io.nameplate.model.verdict.MissingCause;
import io.nameplate.model.verdict.OracleDoor;
import io.nameplate.model.verdict.Settlement;
import io.nameplate.model.verdict.Verdict;
import io.nameplate.model.wire.Frames;
import io.nameplate.model.wire.Head;
import io.nameplate.model.wire.PlantReadings;
import io.nameplate.model.wire.UpRecord;
import io.nameplate.streamjobs.flow.LinePart;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/** Watches a run and says where a promise was broken. */
final class Promises implements LedgerHost.Listener {

    /** With these a job may take a checkpoint before it is level, or not know how far the one before it had come. */
    private static final Set<Plan.Fault> LOSES_THE_PLACE = EnumSet.of(
            Plan.Fault.OLD_CHECKPOINT, Plan.Fault.CHECKPOINTS_FAIL, Plan.Fault.TWO_JOBS, Plan.Fault.BROKER_DIES);

    private record Spot(String hall, String line, long start) {}

    private record Said(byte[] part, Set<Told.Body> restsOn, long at, long version) {}

    private final Versions versions;
    private final Registry registry;
    private final Plan plan;
    private final Story story;
    private final Map<CollectorId, CollectorHost> collectors;
    private final List<String> broken = new ArrayList<>();
    private final Map<Spot, Said> settled = new HashMap<>();
    private final Set<Spot> restated = new HashSet<>();
    /** What another registry version makes otherwise, of the same records. */
    private final Set<String> corrected = new HashSet<>();
    /** What only another registry version makes: the line obliges and holds nothing under the first. */
    private final Set<String> added = new HashSet<>();
    /** How far each collector has told a job that it is: all slots before are stated, or it will not state them. */
    private final Map<CollectorId, Long> through = new HashMap<>();

    /** What the ledger had settled and a job without state left to it: none of it may change. */
    private final Map<String, Interval> left = new HashMap<>();
    /** The first interval of which the ledger knew when a job began without state, by line: it cannot tell what is open before. */
    private final Map<LineKey, Instant> first = new HashMap<>();

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
        rows.stream().filter(Interval::settled).forEach(row -> left.put(key(row), row));
        Map<LineKey, Instant> least = new HashMap<>();
        rows.forEach(
                row -> least.merge(new LineKey(row.lease(), row.line()), row.start(), (a, b) -> a.isBefore(b) ? a : b));
        least.forEach((line, start) -> first.merge(line, start, (a, b) -> a.isAfter(b) ? a : b));
    }

    private boolean isBeforeTheFirst(Content content) {
        Instant known = first.get(new LineKey(content.lease(), content.line()));
        return known != null && content.intervalStart().isBefore(known);
    }

    private static String key(Content content) {
        return content.lease() + "/" + content.line() + "/" + content.intervalStart();
    }

    private static String key(Interval row) {
        return row.lease() + "/" + row.line() + "/" + row.start();
    }

    /** A hall says something of a line. */
    void said(JobHost job, LinePart part, long now) {
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
            restated.add(spot);
            return;
        }
        if (before == null) {
            firstSettled(job, spot, needed, now);
        } else if (!Arrays.equals(before.part(), bytes)) {
            restated.add(spot);
            if (before.version() != counted.registryVersion()) {
                story.detail(() -> spot + " is said anew under another registry");
            } else if (before.restsOn().equals(restsOn) && before.at() < now) {
                fail(spot + " was settled again with other content from the same records");
            } else if (before.restsOn().containsAll(restsOn)) {
                settledFromLess(spot, before, restsOn);
            }
        }
        settled.put(spot, new Said(bytes, restsOn, now, counted.registryVersion()));
    }

    /** A result may rest on less than before where the rest is gone for good; else the rest has to be waited for. */
    private void settledFromLess(Spot spot, Said before, Set<Told.Body> restsOn) {
        Set<Told.Body> missing = new HashSet<>(before.restsOn());
        missing.removeAll(restsOn);
        Optional<Told.Body> there = missing.stream()
                .filter(body -> collectors.get(body.collector()).holds(body))
                .findFirst();
        boolean excused = losesThePlace();
        if (there.isPresent() && !excused) {
            fail(spot + " was settled again with other content although " + there.get() + " is to come again");
        } else if (there.isPresent()) {
            fromLess++;
        }
        gone += there.isPresent() ? 0 : 1;
    }

    private boolean losesThePlace() {
        return !left.isEmpty() || plan.faults().stream().anyMatch(LOSES_THE_PLACE::contains);
    }

    private void firstSettled(JobHost job, Spot spot, List<CollectorId> needed, long now) {
        long end = spot.start() + registry.interval().toSeconds();
        if (now >= end * 1000 + plan.deadline().toMillis()) {
            deadlines++;
            return;
        }
        for (CollectorId id : needed) {
            CollectorHost host = collectors.get(id);
            Optional<Told> pending = host.pending(spot.start(), end, job);
            if (pending.isPresent()) {
                fail(spot + " was settled while " + pending.get().key() + " was pending and it was not overdue");
            }
            if (host.isUp() && Math.max(host.statedThrough(), heardThrough(id)) < end) {
                fail(spot + " was settled before " + id + " had stated it, and it was not overdue");
            }
        }
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
        Settlement settlement = new Settlement(versions.current());
        Settlement asItWas = new Settlement(versions.first());
        OracleDoor oracle = new OracleDoor(versions.current());
        for (Told told : records) {
            CollectorId collector = told.key().collector();
            UpRecord record = told.record();
            settlement.accept(collector, record);
            asItWas.accept(collector, record);
            if (record.kind() == UpRecord.Kind.FRAMES) {
                oracle.take(collector.value(), Frames.parse(record.body()));
            } else if (record.kind() == UpRecord.Kind.PLANT) {
                oracle.take(collector.value(), PlantReadings.parse(record.body()));
            }
        }
        Map<String, Interval> found = new TreeMap<>();
        ledger.intervals().forEach(row -> found.put(key(row), row));
        left.forEach((key, row) -> checkLeft(key, row, found.get(key)));
        compareVersions(asItWas, settlement, found.values());
        for (LineResult result : settlement.results()) {
            Content content = result.content();
            String key = key(content);
            Interval row = found.get(key);
            if (left.containsKey(key) || (row == null && isBeforeTheFirst(content))) {
                continue;
            } else if (row == null || !row.settled()) {
                fail(key + " is not settled");
            } else if (!row.content()
                    .equals(content.withRegistryVersion(row.registryVersion()).canonicalJson())) {
                fail(key + " is " + row.content() + " in the ledger and " + content.canonicalJson() + " offline");
            } else if (!saysTheSameOfCoverage(row.coverage(), result.coverage())) {
                fail(key + " has " + row.coverage() + " in the ledger and " + result.coverage() + " offline");
            }
        }
        found.values().stream()
                .filter(row -> row.settled() && !left.containsKey(key(row)))
                .forEach(row -> checkRow(ledger, row, oracle));
        rows = found.size();
        checkDeviations(ledger, found.values());
    }

    /** Of every interval that the ledger has, also of those that no record tells of or not all collectors are beyond. */
    private void compareVersions(Settlement before, Settlement after, Collection<Interval> rows) {
        if (before.registry().version() == after.registry().version()) {
            return;
        }
        for (Interval row : rows) {
            Optional<LineResult> first = made(before, row);
            Optional<LineResult> newest = made(after, row);
            if (first.isEmpty() && newest.isPresent()) {
                added.add(key(row));
            } else if (newest.isPresent() && isCorrected(first.orElseThrow(), newest.orElseThrow())) {
                corrected.add(key(row));
            }
        }
    }

    private static Optional<LineResult> made(Settlement settlement, Interval row) {
        LineKey line = new LineKey(row.lease(), row.line());
        boolean due = new Verdict(settlement.registry())
                .lines(row.start().getEpochSecond())
                .contains(line);
        return due ? Optional.of(settlement.trace(line, row.start()).result()) : Optional.empty();
    }

    private static boolean isCorrected(LineResult before, LineResult after) {
        long number = after.content().registryVersion();
        return !after.content().equals(before.content().withRegistryVersion(number))
                || !after.judgements().equals(before.judgements());
    }

    private void checkLeft(String key, Interval before, Interval after) {
        if (after.revision() != before.revision() && !plan.has(Plan.Fault.TWO_JOBS)) {
            fail(key + " was settled, and again by a job that began without state");
        }
    }

    /** What evidence alone tells is the same offline; a hole's cause can rest on what only the running job knows. */
    private static boolean saysTheSameOfCoverage(Coverage live, Coverage offline) {
        return live.perMille() == offline.perMille()
                && Objects.equals(live.lowPerMille(), offline.lowPerMille())
                && Objects.equals(live.highPerMille(), offline.highPerMille())
                && live.unmeasuredGpuMs() == offline.unmeasuredGpuMs()
                && Objects.equals(
                        live.unmeasured().get(MissingCause.DEVICE),
                        offline.unmeasured().get(MissingCause.DEVICE));
    }

    private void checkRow(LedgerHost ledger, Interval row, OracleDoor oracle) {
        LineKey line = new LineKey(row.lease(), row.line());
        long start = row.start().getEpochSecond();
        String key = key(row);
        if (row.revision() > 1) {
            restatements++;
            boolean explained = corrected.contains(key(row))
                    || new Verdict(versions.current())
                            .speakers(line, start).stream()
                                    .anyMatch(
                                            hall -> restated.contains(new Spot(hall.value(), line.toString(), start)));
            if (!explained) {
                fail(key + " has revision " + row.revision() + ", but none of its halls said anything else");
            }
        }
        OracleDoor.Finding finding = oracle.find(line, start).orElseThrow();
        Map<String, Long> states = new TreeMap<>();
        finding.states().forEach((state, ms) -> states.merge(state.split(" ", -1)[0], ms, Long::sum));
        Map<String, Long> said = new TreeMap<>();
        for (State state : State.values()) {
            long ms = row.totals().of(state);
            if (ms > 0) {
                said.put(state.name(), ms);
            }
        }
        if (!states.equals(said)) {
            fail(key + " is " + said + " in the ledger, the oracle says " + states);
        }
        for (Judgement judgement : ledger.judgements(row.lease(), row.line(), row.start())) {
            String outcome = finding.judged().get(judgement.term());
            if (!judgement.outcome().text().equals(outcome)) {
                fail(key + ": " + judgement.term() + " is "
                        + judgement.outcome().text() + ", the oracle says " + outcome);
            }
        }
    }

    /** Reads the judgements as a person would: so many breached ones in a row open, so many met ones close. */
    private void checkDeviations(LedgerHost ledger, Collection<Interval> rows) {
        List<String> expected = new ArrayList<>();
        for (Lease lease : versions.current().leases().values()) {
            for (Term term : lease.terms()) {
                expected.addAll(episodes(ledger, lease, term.kind(), rows));
            }
        }
        List<String> found = new ArrayList<>();
        for (Deviation deviation : ledger.deviations()) {
            if (deviation.state() == Deviation.State.OPEN || deviation.state() == Deviation.State.CLOSED) {
                found.add(deviation.lease() + " " + deviation.term() + " from "
                        + Instant.ofEpochSecond(deviation.episode().firstBreached()) + " closed "
                        + deviation.episode().closedAt());
                deviating++;
            } else if (restated.isEmpty() && !isMadeOtherwise() && !losesThePlace()) {
                fail(deviation.lease() + " " + deviation.term() + " was withdrawn though nothing settled was restated");
            } else if (restated.isEmpty() && !isMadeOtherwise()) {
                withdrawn++;
            }
        }
        expected.sort(String::compareTo);
        found.sort(String::compareTo);
        if (!expected.equals(found)) {
            fail("deviations are " + found + ", the judgements say " + expected);
        }
    }

    private boolean isMadeOtherwise() {
        return !corrected.isEmpty() || !added.isEmpty();
    }

    private List<String> episodes(LedgerHost ledger, Lease lease, Term.Kind term, Collection<Interval> rows) {
        TreeMap<Long, List<String>> outcomes = new TreeMap<>();
        for (Interval row : rows) {
            if (row.lease().equals(lease.lease())) {
                ledger.judgements(row.lease(), row.line(), row.start()).stream()
                        .filter(judgement -> judgement.term() == term)
                        .forEach(judgement -> outcomes.computeIfAbsent(
                                        row.start().getEpochSecond(), key -> new ArrayList<>())
                                .add(judgement.outcome().text()));
            }
        }
        List<String> episodes = new ArrayList<>();
        long first = 0;
        int breached = 0;
        int met = 0;
        for (Map.Entry<Long, List<String>> interval : outcomes.entrySet()) {
            long obliging = lease.lines().stream()
                    .filter(line -> lease.contractedAt(line, Instant.ofEpochSecond(interval.getKey())) > 0)
                    .count();
            boolean bad = interval.getValue().contains("breached");
            boolean good = !bad
                    && interval.getValue().stream().allMatch("met"::equals)
                    && interval.getValue().size() >= obliging;
            if (bad) {
                first = breached == 0 ? interval.getKey() : first;
                breached++;
                met = 0;
            } else if (good && breached >= lease.openAfter()) {
                met++;
                if (met == lease.closeAfter()) {
                    long end = interval.getKey() + registry.interval().toSeconds();
                    episodes.add(lease.lease() + " " + term + " from " + Instant.ofEpochSecond(first) + " closed "
                            + OptionalLong.of(end));
                    breached = 0;
                    met = 0;
                }
            } else if (good) {
                breached = 0;
            }
        }
        if (breached >= lease.openAfter()) {
            episodes.add(lease.lease() + " " + term + " from " + Instant.ofEpochSecond(first) + " closed "
                    + OptionalLong.empty());
        }
        return episodes;
    }
}
