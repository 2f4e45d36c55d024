/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.reliability;

import io.nameplate.collectors.spool.SpoolConfig;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.Registry;
import io.nameplate.reliability.Plan.Fault;
import io.nameplate.streamjobs.flow.SettledThrough;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.runtime.execution.SuppressRestartsException;

/** One run: a site, collectors, a broker, a job and a ledger in one thread and one virtual time, and what befalls them. */
final class Simulation {

    private static final long STEP_MILLIS = 250;
    private static final long MOST_HEAL_MILLIS = 900_000;

    private final Random random;
    private final Plan plan;
    private final Random more;
    private final String site;
    private final Versions versions;
    private final Path disk;
    private final LedgerHost ledger;
    private final Broker broker;
    private final Facility facility;
    private final Map<CollectorId, CollectorHost> collectors = new TreeMap<>();
    private final Promises promises;
    private final Map<Told.Key, Told> known = new HashMap<>();
    private final List<JobHost> zombies = new ArrayList<>();
    private final List<Checkpoint> whole = new ArrayList<>();
    private final Story story;
    private long now = Site.START * 1000;
    private final VirtualClock wall = new VirtualClock(() -> now);
    private Steps jobSteps;
    private JobHost job;
    private long jobStartAt = now;
    private Checkpoint unsure;
    private long sureAt;
    private long checkpoints;
    private long checkpointAt;
    private long ledgerBackAt;
    private boolean healing;
    private boolean drainedOnce;
    private long drainedAt;
    /** The newest generation of a job that was replaced and ran beside this one: it may have opened later. */
    private long rival;

    Simulation(long seed, LedgerHost ledger, Path disk, boolean detailed) {
        this.story = new Story(() -> now, detailed);
        this.random = new Random(seed);
        this.more = new Random(~seed);
        this.plan = Plan.of(random, more);
        this.site = Site.text(random);
        this.versions = new Versions(site);
        Registry registry = versions.first();
        this.disk = disk;
        this.ledger = ledger;
        this.broker = new Broker(random);
        this.facility = new Facility(registry, random, plan.trouble());
        long keep = plan.has(Fault.OLD_CHECKPOINT) || random.nextBoolean() ? 3_600 : Site.pick(random, 0, 10);
        int segmentBytes = Site.pick(random, 400, 2_000, 100_000);
        if (plan.forgetsAfter() > 0) {
            keep = 3_600;
        }
        SpoolConfig config = plan.has(Fault.SPOOL_FULL)
                ? new SpoolConfig(400, 1_500 + segmentBytes % 3_000, Duration.ofSeconds(keep))
                : new SpoolConfig(segmentBytes, 50_000_000, Duration.ofSeconds(keep));
        this.promises = new Promises(versions, plan, collectors, story);
        for (CollectorId id : registry.collectors().keySet()) {
            collectors.put(
                    id,
                    new CollectorHost(
                            id, registry, disk, config, broker, () -> now, () -> promises.heardThrough(id), random));
        }
        ledger.begin(versions, wall, random, promises);
    }

    /** Runs to the end; what was broken, in sentences. */
    List<String> run() throws Exception {
        broker.mischief = plan.mischief();
        broker.slowMillis = plan.has(Fault.WIRE) ? 1_000 : 50;
        ledger.mischief = plan.has(Fault.LEDGER_AWAY) ? 20 : 0;
        long worldEnd = now + plan.seconds() * 1000L;
        while (now < worldEnd) {
            if (now % 1000 == 0
                    && random.nextInt(plan.everySeconds()) == 0
                    && !plan.faults().isEmpty()) {
                List<Fault> some = List.copyOf(plan.faults());
                strike(some.get(random.nextInt(some.size())));
            }
            step(true);
        }
        heal();
        long until = worldEnd + MOST_HEAL_MILLIS;
        while (now < until
                && (leastThrough() < worldEnd / 1000
                        || !collectors.values().stream().allMatch(CollectorHost::hasClosedASlot))) {
            step(true);
        }
        while (now < until && !isDrained()) {
            step(!areBeyondThemselves());
        }
        if (now >= until) {
            promises.fail("it does not come to an end: "
                    + collectors.values().stream()
                            .map(host -> host.id + " " + host.through() + " " + host.stats())
                            .toList());
        }
        Map<Told.Key, Told> all = new LinkedHashMap<>();
        collectors.values().forEach(host -> host.onDisk().forEach(told -> all.put(told.key(), told)));
        job.notes.takes().forEach(key -> all.put(key, known.get(key)));
        if (promises.broken().isEmpty()) {
            promises.check(ledger, all.values());
        }
        return promises.broken();
    }

    private long leastThrough() {
        return collectors.values().stream()
                .mapToLong(CollectorHost::statedThrough)
                .min()
                .orElse(0);
    }

    private boolean areBeyondThemselves() {
        return collectors.values().stream().allMatch(CollectorHost::isBeyondItself);
    }

    /** Nothing is pending, and a while has passed in which the rest could be done, also what a corrected registry asks for. */
    private boolean isDrained() {
        boolean drained = job != null
                && job.notes.hasCaughtUp()
                && areBeyondThemselves()
                && collectors.values().stream()
                        .allMatch(host -> host.isUp() && host.stats().pending() == 0);
        if (drained && !drainedOnce) {
            drainedAt = now;
        }
        drainedOnce = drained;
        long correctedAt = plan.correctsAfter() > 0 ? (Site.START + plan.correctsAfter()) * 1000 : 0;
        return drained && now >= Math.max(drainedAt, correctedAt) + 12_000;
    }

    /** What goes wrong now. */
    private void strike(Fault fault) throws Exception {
        List<CollectorHost> hosts = List.copyOf(collectors.values());
        CollectorHost host = hosts.get(random.nextInt(hosts.size()));
        story.tell(fault + " " + host.id);
        switch (fault) {
            case WIRE -> broker.slowMillis = Site.pick(random, 50, 1_000, 4_000);
            case COLLECTOR_DIES -> host.steps.arm(60);
            case JOB_DIES -> {
                if (jobSteps != null) {
                    jobSteps.arm(400);
                }
            }
            case BROKER_DIES -> broker.kill(random.nextInt(15_000), Broker.Kept.values()[random.nextInt(3)]);
            case CONNECTION_BREAKS -> broker.breakOne(random.nextInt(20_000));
            case LEDGER_AWAY -> {
                ledger.down = true;
                ledgerBackAt = now + random.nextInt(40_000);
            }
            case CLOCK_JUMPS -> host.clock.jump(Site.pick(random, -40_000, -5_000, -1_500, 1_500, 5_000, 70_000));
            case SPOOL_ROLLED_BACK -> {
                if (host.hasBackUp()) {
                    host.rollBack();
                } else {
                    host.backUp();
                }
            }
            case TWO_JOBS -> {
                if (job != null) {
                    JobHost old = job;
                    if (random.nextBoolean()) {
                        old.cutOff();
                    }
                    old.notes.isReplaced = true;
                    rival = Math.max(rival, old.openedAs());
                    zombies.add(old);
                    job = null;
                    unsure = null;
                    startJob();
                }
            }
            case SPOOL_FULL -> {}
            case CHECKPOINTS_FAIL -> unsure = null;
            case OLD_CHECKPOINT -> {
                if (whole.size() > 1) {
                    whole.remove(whole.size() - 1);
                    killJob(random.nextInt(5_000));
                }
            }
        }
    }

    private void heal() {
        healing = true;
        story.tell("healing");
        broker.mischief = 0;
        broker.slowMillis = 50;
        ledger.down = false;
        ledger.mischief = 0;
        collectors.values().forEach(host -> host.steps.disarm());
        if (jobSteps != null) {
            jobSteps.disarm();
        }
        zombies.forEach(JobHost::die);
        zombies.clear();
    }

    private void step(boolean watching) throws Exception {
        now += STEP_MILLIS;
        if (plan.forgetsAfter() > 0 && now == (Site.START + plan.forgetsAfter()) * 1000) {
            story.tell("the job's checkpoints are lost");
            whole.clear();
            killJob(1_000);
        }
        if (plan.correctsAfter() > 0 && now == (Site.START + plan.correctsAfter()) * 1000) {
            story.tell("the registry is corrected");
            versions.record(Site.corrected(site, more));
        }
        if (ledger.down && now >= ledgerBackAt) {
            ledger.down = false;
        }
        Map<CollectorId, VirtualClock> clocks = new TreeMap<>();
        collectors.forEach((id, host) -> clocks.put(id, host.clock));
        Map<CollectorId, Facility.Heard> heard = facility.pass(now, clocks);
        collectors.forEach((id, host) -> host.run(heard.get(id), watching));
        try {
            broker.run(now);
            if (job == null && now >= jobStartAt && !(whole.isEmpty() && ledger.down)) {
                startJob();
            }
            if (job != null) {
                job.run(1 + random.nextInt(40));
                checkpoint();
            }
        } catch (Crash crash) {
            story.tell("the job dies " + crash.getMessage());
            killJob(healing ? 500 : random.nextInt(12_000));
        } catch (SuppressRestartsException stopped) {
            if (job != null && job.openedAs() > Math.max(rival, ledger.newest())) {
                promises.fail("the newest job stopped by itself: " + stopped.getCause());
            }
            killJob(1_000);
        }
        for (JobHost zombie : List.copyOf(zombies)) {
            try {
                zombie.run(40);
            } catch (SuppressRestartsException | Crash stopped) {
                zombie.die();
                zombies.remove(zombie);
            }
            rival = Math.max(rival, zombie.openedAs());
        }
    }

    private void startJob() throws IOException {
        jobSteps = new Steps(random);
        Optional<Checkpoint> from = whole.isEmpty() ? Optional.empty() : Optional.of(whole.get(whole.size() - 1));
        List<SettledThrough> settled = from.isPresent() ? List.of() : ledger.settled();
        if (!settled.isEmpty()) {
            story.tell("the job begins without state; settled is " + settled);
            promises.left(ledger.intervals());
        }
        job = new JobHost(
                new JobHost.Settings(versions, plan.deadline(), Duration.ofHours(1), plan.capacity()),
                new JobHost.Begin(from, settled),
                broker,
                ledger.asSeenBy(jobSteps),
                wall,
                jobSteps,
                random,
                promises,
                known,
                story);
        checkpointAt = now + 2_000;
    }

    private void killJob(long downMillis) {
        if (job != null) {
            job.die();
            job = null;
        }
        unsure = null;
        jobStartAt = now + downMillis;
    }

    /** Takes a checkpoint when it is time, and tells the job later that it is whole. */
    private void checkpoint() throws Exception {
        boolean failing = plan.has(Fault.CHECKPOINTS_FAIL) && !healing;
        if (unsure != null && now >= sureAt) {
            Checkpoint sure = unsure;
            unsure = null;
            if (!failing || random.nextInt(3) > 0) {
                whole.add(sure);
                if (!failing || random.nextInt(3) > 0) {
                    job.completed(sure.id());
                }
            }
        }
        if (now >= checkpointAt && unsure == null && !ledger.down) {
            int mischief = ledger.mischief;
            ledger.mischief = 0;
            unsure = job.checkpoint(++checkpoints);
            ledger.mischief = mischief;
            sureAt = now + (failing ? random.nextInt(8_000) : 250);
            checkpointAt = now + 1_000 + random.nextInt(6_000);
        }
    }

    /** The same for the same seed: where the random numbers stand in the end. */
    long mark() {
        return random.nextLong();
    }

    /** What befell it, for whoever looks into a failure. */
    String story() {
        return plan + "\n" + story;
    }

    Promises promises() {
        return promises;
    }

    void end() {
        collectors.values().forEach(CollectorHost::end);
        if (job != null) {
            job.die();
        }
    }
}
