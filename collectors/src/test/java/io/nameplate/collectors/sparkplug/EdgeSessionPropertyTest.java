/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.sparkplug;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.collectors.sparkplug.Metric.Bits;
import io.nameplate.collectors.sparkplug.Metric.Real;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * An edge node with devices over a wire that loses, doubles and swaps messages: each value says which metric it is of,
 * and aliases change with every birth, so a value under a wrong name would be seen. Births of devices name some of their
 * metrics only, so what is forgotten and not ended would be left after a death.
 */
class EdgeSessionPropertyTest {

    private static final int RUNS = Integer.getInteger("nameplate.fuzz.sessions", 400);
    private static final int DEVICES = 3;
    private static final int METRICS = 4;
    private static final int PLACES = 100;
    /** So few that some runs have not enough. */
    private static final int WAITING = 12;

    private record Sent(MessageType type, String device, Payload payload) {}

    @Test
    void noValueIsEverTakenForAnotherAndADeathLeavesNothing() {
        long seed = Long.getLong("nameplate.fuzz.seed", System.nanoTime());
        int values = 0;
        for (int run = 0; run < RUNS; run++) {
            values += new World(new Random(seed + run), "seed " + (seed + run)).play();
        }
        assertThat(values).as("seed %d: values got through", seed).isGreaterThan(RUNS * 50);
    }

    private static final class World implements SessionEvents {

        private final Random random;
        private final String name;
        private final Budget budget = new Budget(PLACES);
        private final Budget waiting = new Budget(WAITING);
        private final EdgeSession session = new EdgeSession(new EdgeNodeId("g", "e"), 500, budget, waiting);
        private final List<Sent> wire = new ArrayList<>();
        private final Set<Tag> inForce = new HashSet<>();
        private final double loss;
        private final boolean[][] named = new boolean[DEVICES + 1][METRICS];
        private long[][] aliases = new long[DEVICES + 1][METRICS];
        private int seq;
        private long bdSeq;
        private boolean asked;
        private int values;

        World(Random random, String name) {
            this.random = random;
            this.name = name;
            this.loss = random.nextInt(3) == 0 ? 0 : random.nextDouble() * 0.1;
        }

        int play() {
            birth();
            for (int step = 0; step < 400; step++) {
                int dice = random.nextInt(100);
                if (dice < 83) {
                    data(random.nextInt(DEVICES + 1));
                } else if (dice < 85) {
                    device(2);
                } else if (dice < 88) {
                    send(MessageType.DDEATH, "d1", List.of());
                    device(1);
                } else if (dice < 89) {
                    die();
                } else if (dice < 90) {
                    send(new Sent(
                            MessageType.NDEATH,
                            null,
                            new Payload(OptionalLong.empty(), OptionalInt.empty(), List.of(bdSeq(bdSeq + 100)))));
                }
                if (asked && random.nextBoolean()) {
                    birth();
                }
                deliver(step * 100L);
            }
            wire.clear();
            die();
            assertThat(inForce).as(name).isEmpty();
            for (int place = 0; place < PLACES; place++) {
                assertThat(budget.take())
                        .as("%s: place %d is free again", name, place)
                        .isTrue();
            }
            assertThat(waiting.take(WAITING)).as("%s: nothing waits", name).isTrue();
            return values;
        }

        /** All messages of the wire, some lost, doubled or swapped with the next. */
        private void deliver(long now) {
            if (random.nextInt(5) == 0) {
                return;
            }
            if (wire.size() > 1 && random.nextInt(10) == 0) {
                int at = random.nextInt(wire.size() - 1);
                boolean births = List.of(at, at + 1).stream()
                        .anyMatch(i -> wire.get(i).type() == MessageType.NBIRTH
                                || wire.get(i).type() == MessageType.NDEATH);
                if (!births) {
                    Collections.swap(wire, at, at + 1);
                }
            }
            for (Sent sent : wire) {
                if (random.nextDouble() >= loss) {
                    session.take(sent.type(), sent.device(), sent.payload(), now, this);
                    if (random.nextInt(20) == 0 && sent.type() != MessageType.NBIRTH) {
                        session.take(sent.type(), sent.device(), sent.payload(), now, this);
                    }
                }
            }
            wire.clear();
            session.tick(now, this);
        }

        private void birth() {
            asked = false;
            aliases = new long[DEVICES + 1][METRICS];
            List<Long> free = new ArrayList<>();
            for (long alias = 0; alias < 64; alias++) {
                free.add(alias);
            }
            Collections.shuffle(free, random);
            for (long[] own : aliases) {
                for (int i = 0; i < METRICS; i++) {
                    own[i] = free.remove(0);
                }
            }
            List<Metric> metrics = named(0);
            metrics.add(bdSeq(bdSeq));
            send(MessageType.NBIRTH, null, metrics);
            for (int device = 1; device <= DEVICES; device++) {
                device(device);
            }
        }

        private void device(int device) {
            send(MessageType.DBIRTH, "d" + device, named(device));
        }

        private void data(int device) {
            List<Metric> metrics = new ArrayList<>();
            for (int i = 0; i < METRICS; i++) {
                if (named[device][i] && random.nextBoolean()) {
                    metrics.add(metric(null, aliases[device][i], device * 100 + i));
                }
            }
            send(device == 0 ? MessageType.NDATA : MessageType.DDATA, device == 0 ? null : "d" + device, metrics);
        }

        private void die() {
            deliver(0);
            wire.clear();
            session.take(
                    MessageType.NDEATH,
                    null,
                    new Payload(OptionalLong.empty(), OptionalInt.empty(), List.of(bdSeq(bdSeq))),
                    0,
                    this);
            if (session.tagCount() == 0) {
                assertThat(inForce).as("%s: after a death", name).isEmpty();
            }
            bdSeq = (bdSeq + 1) % 256;
            birth();
        }

        private List<Metric> named(int device) {
            List<Metric> metrics = new ArrayList<>();
            for (int i = 0; i < METRICS; i++) {
                named[device][i] = device == 0 || random.nextInt(5) > 0;
                if (named[device][i]) {
                    metrics.add(metric("m" + i, aliases[device][i], device * 100 + i));
                }
            }
            return metrics;
        }

        private void send(MessageType type, String device, List<Metric> metrics) {
            send(new Sent(type, device, new Payload(OptionalLong.empty(), OptionalInt.of(seq), metrics)));
            seq = (seq + 1) % 256;
        }

        private void send(Sent sent) {
            wire.add(sent);
        }

        private static Metric metric(String name, long alias, double value) {
            return new Metric(name, alias, Metric.NONE, 10, false, false, new Real(value), Metric.NONE, null);
        }

        private static Metric bdSeq(long number) {
            return new Metric(
                    "bdSeq", Metric.NONE, Metric.NONE, 4, false, false, new Bits(number, true), Metric.NONE, null);
        }

        @Override
        public void value(Tag tag, Metric metric, Payload payload, boolean birth) {
            inForce.add(tag);
            if (!tag.metric().equals("bdSeq")) {
                int device =
                        tag.device() == null ? 0 : Integer.parseInt(tag.device().substring(1));
                double expected = device * 100 + Integer.parseInt(tag.metric().substring(1));
                assertThat(metric.number(tag.type())).as("%s: %s", name, tag).hasValue(expected);
                values++;
            }
        }

        @Override
        public void stale(Collection<Tag> tags) {
            assertThat(inForce).as(name).containsAll(tags);
            inForce.removeAll(tags);
        }

        @Override
        public void rebirth() {
            asked = true;
        }

        @Override
        public void fault(SessionFault fault) {
            assertThat(fault).as(name).isNotEqualTo(SessionFault.TOO_MANY_TAGS);
        }
    }
}
