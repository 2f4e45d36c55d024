/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Both ends and a bad broker on one clock, from a seed: nothing is lost unseen, nothing is taken out of order. */
class WireSimulationTest {

    /** Longer nights: -Dnameplate.seed=FIRST -Dnameplate.seeds=COUNT. */
    static final long FIRST_SEED = Long.getLong("nameplate.seed", 1);

    static final long SEEDS = Long.getLong("nameplate.seeds", 200);
    static final int TICK_MILLIS = 100;
    static final int CHAOS_MILLIS = 200_000;
    static final int CALM_MILLIS = 240_000;

    /** The simulation's clock. */
    static long now;

    @Test
    void whatWasProducedIsCommittedPendingOrLostAndTheJobSeesTheRest() {
        Set<String> seen = new HashSet<>();
        long resent = 0;
        for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
            try {
                resent += simulate(seed, seen);
            } catch (Throwable e) {
                throw new AssertionError(
                        "seed " + seed + ": run it again with -Dnameplate.seeds=1 -Dnameplate.seed=" + seed, e);
            }
        }
        assertThat(resent).as("records sent again over all seeds").isPositive();
        assertThat(seen)
                .as("what happened in some seed")
                .contains(
                        "rolled back",
                        "FOREIGN by link",
                        "FOREIGN by next",
                        "RESUMED",
                        "dropped pending",
                        "stateless",
                        "gap",
                        "AHEAD",
                        "BELOW",
                        "GAP",
                        "head OUTDATED");
    }

    /** With one cursor a second the queue's 16 places would let 16 records a second through. */
    @Test
    void aBacklogDrainsAsFastAsTheJobTakesItAndNeverOverflowsItsQueue() {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + 20; seed++) {
            Random random = new Random(seed);
            SimBroker broker = new SimBroker(random);
            broker.calm = true;
            SimCollector collector = new SimCollector(random, broker, List.of(new ConsumerId("job")), 100_000, false);
            for (now = 0; now < CHAOS_MILLIS; now += TICK_MILLIS) {
                broker.run(now);
                collector.run(now, true);
            }
            EpochId epoch = collector.disk.epochs.firstKey();
            long backlog = collector.disk.head(epoch);
            SimJob job = new SimJob(random, broker, new ConsumerId("job"));
            long begun = now;
            while (job.state.taken.getOrDefault(epoch, Set.of()).size() < backlog && now < CHAOS_MILLIS + CALM_MILLIS) {
                broker.run(now);
                collector.run(now, false);
                job.run(now, true);
                now += TICK_MILLIS;
            }
            assertThat(job.state.taken.get(epoch)).as("taken, seed %s", seed).hasSizeGreaterThanOrEqualTo((int)
                    backlog);
            assertThat((now - begun) / 1000.0)
                    .as("seconds to drain %s records, seed %s", backlog, seed)
                    .isLessThan(backlog / 20.0);
            assertThat(job.said).as("seed %s", seed).doesNotContain("FULL", "AHEAD", "GAP");
        }
    }

    private static long simulate(long seed, Set<String> seen) {
        Random random = new Random(seed * 0x9E3779B97F4A7C15L);
        boolean capped = random.nextInt(4) == 0;
        boolean rolledBack = !capped && random.nextInt(4) == 0;
        boolean releases = !rolledBack && random.nextBoolean();
        boolean stateless = !capped && !releases && random.nextInt(3) == 0;
        SimBroker broker = new SimBroker(random);
        List<ConsumerId> consumers = random.nextInt(3) == 0
                ? List.of(new ConsumerId("job"), new ConsumerId("other"))
                : List.of(new ConsumerId("job"));
        SimCollector collector = new SimCollector(random, broker, consumers, capped ? 120 : 100_000, releases);
        List<SimJob> jobs =
                consumers.stream().map(c -> new SimJob(random, broker, c)).toList();
        boolean finished = false;
        for (now = 0; now < CHAOS_MILLIS + CALM_MILLIS && !finished; now += TICK_MILLIS) {
            boolean calm = now >= CHAOS_MILLIS;
            broker.calm = calm;
            broker.run(now);
            collector.run(now, !calm);
            jobs.forEach(job -> job.run(WireSimulationTest.now, calm));
            if (!calm) {
                if (random.nextInt(400) == 0) {
                    broker.restart(now);
                    collector.cutOff();
                    jobs.forEach(SimJob::cutOff);
                }
                if (random.nextInt(400) == 0) {
                    collector.crash(now, rolledBack && random.nextBoolean());
                }
                for (SimJob job : jobs) {
                    if (random.nextInt(400) == 0) {
                        job.crash(now, stateless && random.nextInt(3) == 0);
                    }
                }
                if (random.nextInt(600) == 0) {
                    collector.backup();
                }
            }
            finished = calm && now % 2000 == 0 && pending(collector.disk) == 0;
        }
        jobs.forEach(job -> check(collector, job, rolledBack));
        seen.addAll(collector.said);
        jobs.forEach(job -> seen.addAll(job.said));
        seen.add(consumers.size() + " consumers");
        return collector.resent;
    }

    private static void check(SimCollector collector, SimJob job, boolean rolledBack) {
        SimCollector.Disk disk = collector.disk;
        assertThat(pending(disk))
                .as(
                        "pending once all is calm: low %s, committed %s, cursor %s, said %s",
                        disk.low,
                        disk.committed,
                        job.intakes.head() + " " + job.intakes.cursor(),
                        job.said + " " + collector.said)
                .isZero();
        for (EpochId epoch : disk.epochs.keySet()) {
            long head = disk.head(epoch);
            Set<Long> lostHere = disk.lost.getOrDefault(epoch, Set.of());
            long committed = Math.min(disk.committed(epoch), head);
            long safe =
                    committed - lostHere.stream().filter(s -> s <= committed).count();
            assertThat(safe + pending(disk, epoch) + lostHere.size())
                    .as(
                            "committed + pending + lost of %s: low %s committed %s lost %s said %s",
                            epoch, disk.low, disk.committed, lostHere, collector.said + " " + job.said)
                    .isEqualTo(head);
            for (long seq = 1; seq <= head; seq++) {
                boolean there = job.state.taken.getOrDefault(epoch, Set.of()).contains(seq)
                        || job.state.lost.getOrDefault(epoch, Set.of()).contains(seq);
                assertThat(there)
                        .as(
                                "%s %s was seen or is known lost; low %s, committed %s, lost %s, job lost %s, said %s %s",
                                epoch,
                                seq,
                                disk.low,
                                disk.committed,
                                disk.lost,
                                job.state.lost,
                                collector.said,
                                job.said)
                        .isTrue();
            }
        }
        Set<Long> unseen = new HashSet<>(disk.payloads);
        unseen.removeAll(job.state.payloads);
        assertThat(unseen)
                .as("payloads that were not dropped and never seen, %s, %s", collector.said, job.said)
                .isEmpty();
        if (!rolledBack) {
            assertThat(job.said).as("no fork without a rolled-back spool").doesNotContain("FORK", "FROZEN");
        }
        assertThat(job.said).doesNotContain("head TWO_INSTANCES", "cursor STOP");
    }

    private static long pending(SimCollector.Disk disk) {
        return disk.epochs.keySet().stream().mapToLong(e -> pending(disk, e)).sum();
    }

    /** Counted from what is held, not from what the other two leave. */
    private static long pending(SimCollector.Disk disk, EpochId epoch) {
        long first = Math.max(disk.low.get(epoch), disk.committed(epoch) + 1);
        return Math.max(0, disk.head(epoch) - first + 1);
    }
}
