/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.inventory;

import static io.nameplate.collectors.Sites.node;
import static io.nameplate.collectors.inventory.Play.T0;
import static io.nameplate.collectors.inventory.Play.gpu;
import static io.nameplate.model.wire.Frames.BLANK;
import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.collectors.Sites;
import io.nameplate.collectors.inventory.Reachability.Reach;
import io.nameplate.collectors.inventory.Reachability.Teller;
import io.nameplate.model.evidence.Conditions;
import io.nameplate.model.evidence.Port;
import io.nameplate.model.evidence.Witness;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.wire.PlantReadings;
import io.nameplate.model.wire.UpRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The inventory against a search over all readings, on random readings with jitter, holes, reboots and crashes. */
class InventoryPropertyTest {

    private static final int NODES = 4;
    private static final int SECONDS = 90;
    private static final Set<Teller> PROBED = Set.of(Teller.PROBE);

    @Test
    void everySlotStatesWhatASearchOverAllReadingsFinds() {
        for (long seed = 1; seed <= 60; seed++) {
            Random random = new Random(seed);
            int slot = List.of(1, 2, 10).get(random.nextInt(3));
            int period = 1 + random.nextInt(2);
            List<Reading> readings = readings(random, period);
            Play play = new Play(Sites.small(NODES, slot, period));
            play.inventory = play.fresh(1 + random.nextInt(5));
            play.begin(0);
            readings.forEach(play::see);
            play.inventory.finish(last(readings));
            Map<String, String> expected = naive(readings, slot, period);
            Map<String, String> found = new TreeMap<>();
            play.stated().forEach((key, word) -> found.put(key, word.split(" then ")[0]));
            assertThat(found)
                    .as("seed %d slot %d period %d", seed, slot, period)
                    .isEqualTo(expected);
            assertThat(play.tensor(node(1))).isEmpty();
            for (int n = 2; n <= NODES; n++) {
                assertThat(play.tensor(node(n)))
                        .as("seed %d slot %d period %d node %d", seed, slot, period, n)
                        .contains("tensor_active 59.999 " + naiveTensor(readings, node(n), slot, period));
            }
        }
    }

    /** Killed at random places with records appended after the last snapshot, it goes on as if nothing had been. */
    @Test
    void aCrashChangesNothingAndNoSlotIsStatedTwice() {
        for (long seed = 1; seed <= 60; seed++) {
            Random random = new Random(seed);
            int slot = List.of(1, 2, 10).get(random.nextInt(3));
            int period = 1 + random.nextInt(2);
            int batch = 1 + random.nextInt(5);
            List<Reading> readings = readings(random, period);
            Play calm = new Play(Sites.small(NODES, slot, period));
            calm.inventory = calm.fresh(batch);
            calm.begin(0);
            readings.forEach(calm::see);
            calm.inventory.finish(last(readings));

            Play killed = new Play(Sites.small(NODES, slot, period));
            killed.inventory = killed.fresh(batch);
            killed.begin(0);
            byte[] snapshot = killed.inventory.snapshot();
            int appended = 0;
            long resumeFrom = Long.MIN_VALUE;
            for (int i = 0; i < readings.size(); i++) {
                if (readings.get(i).ts() < resumeFrom) {
                    continue;
                }
                killed.see(readings.get(i));
                if (random.nextInt(20) == 0) {
                    snapshot = killed.inventory.snapshot();
                    appended = killed.drafts.size();
                }
                if (random.nextInt(60) == 0) {
                    int survived = appended + random.nextInt(killed.drafts.size() - appended + 1);
                    killed.drafts.subList(survived, killed.drafts.size()).clear();
                    killed.inventory = killed.fresh(batch);
                    List<UpRecord> later = Numbered.records(killed.drafts.subList(appended, survived));
                    assertThat(killed.inventory.restore(snapshot, later)).isEmpty();
                    resumeFrom = replayFrom(snapshot, killed, batch);
                    i = -1;
                }
            }
            killed.inventory.finish(last(readings));
            assertThat(killed.stated()).as("seed %d", seed).isEqualTo(calm.stated());
            assertThat(plant(killed)).as("seed %d", seed).isEqualTo(plant(calm));
            assertThat(killed.drafts)
                    .extracting(Draft::through)
                    .as("seed %d", seed)
                    .isSorted();
        }
    }

    private static long replayFrom(byte[] snapshot, Play play, int batch) {
        Inventory probe = play.fresh(batch);
        assertThat(probe.restore(snapshot, List.of())).isEmpty();
        return probe.replayFrom();
    }

    private static List<String> plant(Play play) {
        return play.drafts.stream()
                .filter(draft -> draft.kind() == UpRecord.Kind.PLANT)
                .flatMap(draft -> PlantReadings.parse(draft.body()).readings().stream())
                .map(PlantReadings.Reading::toString)
                .toList();
    }

    private static long last(List<Reading> readings) {
        return readings.get(readings.size() - 1).ts();
    }

    private static List<Reading> readings(Random random, int period) {
        List<Reading> all = new ArrayList<>();
        for (int n = 1; n <= NODES; n++) {
            int boot = 1;
            int xid = 0;
            boolean jitter = random.nextBoolean();
            for (int second = 0; second < SECONDS; second += period) {
                double at = second + (jitter && second > 0 ? random.nextInt(101) / 1_000.0 - 0.05 : 0);
                if (random.nextInt(40) == 0) {
                    second += random.nextInt(12);
                    boot += random.nextInt(2);
                }
                if (random.nextInt(40) == 0) {
                    xid = List.of(0, 31, 79, 48).get(random.nextInt(4));
                }
                if (random.nextInt(10) > 0) {
                    int util = random.nextInt(1_000);
                    all.add(Play.reading(
                            node(n),
                            at,
                            "boot-" + boot,
                            Play.withTensor(gpu("a" + n, 0, util, xid), n == 1 ? BLANK : util / 2),
                            gpu("b" + n, -1, util, 0)));
                }
                if (random.nextInt(3) > 0) {
                    all.add(Play.reach(
                            node(n),
                            within(random, second),
                            Reach.values()[random.nextInt(5)],
                            Witness.values()[random.nextInt(4)],
                            Port.values()[random.nextInt(3)]));
                }
                if (random.nextInt(6) == 0) {
                    all.add(told(random, node(n), Play.at(within(random, second))));
                }
            }
        }
        for (int second = 0; second < SECONDS; second++) {
            all.add(Play.plant("pdu-1", second + random.nextInt(1_000) / 1_000.0, second));
        }
        all.sort(Comparator.comparingLong(Reading::ts));
        return all;
    }

    private static double within(Random random, int second) {
        return second + random.nextInt(1_000) / 1_000.0;
    }

    private static Reachability told(Random random, NodeId id, long ts) {
        Duration hold = Duration.ofMillis(500L * random.nextInt(20));
        Witness power = Witness.values()[random.nextInt(4)];
        return switch (random.nextInt(3)) {
            case 0 -> Reachability.byBmc(id, ts, hold, power);
            case 1 -> Reachability.byOutlet(id, ts, hold, power);
            default -> Reachability.bySwitch(id, ts, hold, Port.values()[random.nextInt(3)]);
        };
    }

    /** For each slot walks over all readings of each node. */
    private static Map<String, String> naive(List<Reading> readings, int slotSeconds, int period) {
        Map<String, String> expected = new TreeMap<>();
        Map<NodeId, Long> since = new HashMap<>();
        long last = last(readings);
        for (long slot = 0; Play.at(slot) <= last; slot += slotSeconds) {
            for (int n = 1; n <= NODES; n++) {
                NodeId id = node(n);
                NodeReading data = inForce(readings, id, NodeReading.class, Play.at(slot), period);
                String word;
                if (data != null) {
                    since.remove(id);
                    long util = data.gpus().get(0).util();
                    int open = condition(readings, id, Play.at(slot), period);
                    word = "data of 2 util " + util + (open == 0 ? "" : " condition " + open) + " util " + util;
                } else {
                    long begin = slot;
                    for (Reading reading : readings) {
                        if (reading instanceof NodeReading r && r.node().equals(id) && r.ts() <= Play.at(slot)) {
                            begin = Math.floorDiv(r.ts() + period * 1_000L, 1_000L) - T0;
                        }
                    }
                    since.putIfAbsent(id, begin);
                    Reach reach = said(readings, id, Play.at(slot), period, PROBED, Reachability::reach, Reach.UNKNOWN);
                    boolean stale = reach == Reach.OK || reach == Reach.UNKNOWN;
                    Witness power = Witness.UNKNOWN;
                    for (Set<Teller> tellers : List.of(PROBED, Set.of(Teller.BMC), Set.of(Teller.OUTLET))) {
                        Witness one = said(
                                readings, id, Play.at(slot), period, tellers, Reachability::witness, Witness.UNKNOWN);
                        power = one.compareTo(power) > 0 ? one : power;
                    }
                    word = "absent %s %s %s since %d"
                            .formatted(
                                    stale ? "STALE_SOURCE" : reach.name(),
                                    power,
                                    said(
                                            readings,
                                            id,
                                            Play.at(slot),
                                            period,
                                            Set.of(Teller.PROBE, Teller.SWITCH),
                                            Reachability::port,
                                            Port.UNKNOWN),
                                    since.get(id));
                }
                expected.put("%s %04d".formatted(id, slot), word);
            }
        }
        return expected;
    }

    private static long naiveTensor(List<Reading> readings, NodeId id, int slotSeconds, int period) {
        long sum = 0;
        for (long slot = 0; slot < 60; slot += slotSeconds) {
            NodeReading data = inForce(readings, id, NodeReading.class, Play.at(slot), period);
            sum += data == null ? 0 : data.gpus().get(0).tensor() * slotSeconds;
        }
        return sum;
    }

    private static int condition(List<Reading> readings, NodeId id, long at, int period) {
        Conditions condition = Conditions.NEW;
        NodeReading before = null;
        for (Reading reading : readings) {
            if (reading instanceof NodeReading r && r.node().equals(id) && r.ts() <= at) {
                if (before != null && !before.bootId().equals(r.bootId())) {
                    condition = condition.afterBoot();
                }
                if (before == null || r.ts() - before.ts() > 2_500L * period) {
                    condition = condition.afterBreak();
                }
                GpuReading gpu = r.gpus().get(0);
                condition = condition.after(r.ts(), gpu.xid(), -1, gpu.work());
                before = r;
            }
        }
        return condition.open();
    }

    /** What some tellers last said before an instant, if it still holds. */
    private static <W> W said(
            List<Reading> readings,
            NodeId id,
            long at,
            int period,
            Set<Teller> tellers,
            Function<Reachability, W> field,
            W unknown) {
        Reachability last = null;
        Reachability next = null;
        for (Reading reading : readings) {
            if (reading instanceof Reachability r
                    && r.node().equals(id)
                    && tellers.contains(r.teller())
                    && (r.teller() != Teller.PROBE || field.apply(r) != unknown)) {
                last = r.ts() <= at && (last == null || r.ts() > last.ts()) ? r : last;
                next = next == null && r.ts() > at ? r : next;
            }
        }
        if (last == null) {
            return unknown;
        }
        boolean follows = next != null && next.ts() - last.ts() <= 2_500L * period;
        boolean holds = last.hold().isZero()
                ? follows || at < last.ts() + 1_000L * period
                : at < last.ts() + last.hold().toMillis();
        return holds ? field.apply(last) : unknown;
    }

    private static <R extends Reading> R inForce(
            List<Reading> readings, NodeId id, Class<R> kind, long at, int period) {
        R found = null;
        R before = null;
        for (Reading reading : readings) {
            boolean mine = kind.isInstance(reading)
                    && (reading instanceof NodeReading r
                            ? r.node().equals(id)
                            : ((Reachability) reading).node().equals(id));
            if (mine) {
                if (before != null && before.ts() <= at && at < reading.ts()) {
                    boolean held = reading.ts() - before.ts() <= 2_500L * period || at < before.ts() + 1_000L * period;
                    found = held ? before : null;
                }
                before = before != null && before.ts() == reading.ts() ? before : kind.cast(reading);
            }
        }
        return before != null && before.ts() <= at ? (at < before.ts() + 1_000L * period ? before : null) : found;
    }
}
