/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Hall evidence against the plainest thing that could hold the same: a code per node, GPU and slot. */
class HallEvidenceTest {

    private static final int NODES = 3;
    private static final int GPUS = 5;
    private static final int SLOTS = 6;

    private static long code(Random random) {
        return switch (random.nextInt(4)) {
            case 0 ->
                Evidence.absent(
                        AbsentReason.TIMEOUT, Witness.NO_LOAD, Port.UP, random.nextInt(3), random.nextBoolean());
            case 1 -> Evidence.missing(0, random.nextBoolean());
            default -> Evidence.data(0, 4, 1000 + random.nextInt(2), 2000, 700, Work.WORKING);
        };
    }

    private static String node(int node) {
        return "node-" + (9 - node);
    }

    /** Adds the same random knowledge to evidence and to a plain array, in every way it can be added. */
    private static void addSomething(Random random, HallEvidence evidence, long[][][] plain) {
        int node = random.nextInt(NODES);
        int from = random.nextInt(SLOTS);
        int to = from + random.nextInt(SLOTS - from + 1);
        int count = 1 + random.nextInt(GPUS);
        long[] codes = new long[count];
        int first = 0;
        switch (random.nextInt(3)) {
            case 0 -> {
                Arrays.fill(codes, code(random));
                evidence.mergeAlike(evidence.index().number(node(node)), count, from, to, codes[0]);
            }
            case 1 -> {
                for (int gpu = 0; gpu < count; gpu++) {
                    codes[gpu] = random.nextInt(5) == 0 ? Evidence.NONE : code(random);
                }
                evidence.mergeEach(evidence.index().number(node(node)), from, to, codes);
            }
            default -> {
                first = count - 1;
                codes[first] = code(random);
                evidence.mergeRun(node(node), first, from, to, codes[first]);
            }
        }
        for (int gpu = first; gpu < count; gpu++) {
            for (int slot = from; slot < to; slot++) {
                plain[node][gpu][slot] = Evidence.merge(plain[node][gpu][slot], codes[gpu]);
            }
        }
    }

    /** Where a visit is: it goes through time once, and shows all GPUs of some slots in their order before the next slots. */
    private static final class Stretch {
        private int from;
        private int to;
        private int gpus;

        /** Takes what is shown next and gives the first GPU it is of. */
        int shown(int more, int begins, int ends) {
            to = gpus == 0 ? ends : to;
            assertThat(begins).isEqualTo(from).isLessThan(ends);
            assertThat(ends).isEqualTo(to);
            int first = gpus;
            gpus += more;
            assertThat(gpus).isGreaterThan(first).isLessThanOrEqualTo(GPUS);
            if (gpus == GPUS) {
                gpus = 0;
                from = to;
            }
            return first;
        }
    }

    private static void assertHolds(HallEvidence evidence, long[][][] plain, String where) {
        for (int node = 0; node < NODES; node++) {
            long[][] visited = new long[GPUS][SLOTS];
            Stretch stretch = new Stretch();
            evidence.visit(evidence.index().find(node(node)), GPUS, (gpus, from, to, code) -> {
                int first = stretch.shown(gpus, from, to);
                for (int gpu = first; gpu < first + gpus; gpu++) {
                    Arrays.fill(visited[gpu], from, to, code);
                }
            });
            assertThat(stretch.from).as(where).isEqualTo(SLOTS);
            int known = 0;
            for (int gpu = 0; gpu < GPUS; gpu++) {
                long[] codes = new long[SLOTS];
                known = evidence.codes(node(node), gpu, codes) ? gpu + 1 : known;
                assertThat(codes).as(where).isEqualTo(plain[node][gpu]);
                assertThat(visited[gpu]).as(where).isEqualTo(plain[node][gpu]);
                for (int slot = 0; slot < SLOTS; slot++) {
                    assertThat(evidence.code(node(node), gpu, slot)).as(where).isEqualTo(plain[node][gpu][slot]);
                }
            }
            assertThat(evidence.gpus(node(node))).as(where).isEqualTo(known);
        }
    }

    @Test
    void itHoldsWhatAPlainArrayHolds() {
        for (long seed = 0; seed < 2000; seed++) {
            Random random = new Random(seed);
            NodeIndex shared = new NodeIndex();
            HallEvidence one = new HallEvidence(0, SLOTS, 1, shared);
            HallEvidence other =
                    random.nextBoolean() ? new HallEvidence(0, SLOTS, 1, shared) : new HallEvidence(0, SLOTS, 1);
            long[][][] plain = new long[NODES][GPUS][SLOTS];
            for (int i = random.nextInt(12); i >= 0; i--) {
                addSomething(random, random.nextBoolean() ? one : other, plain);
            }
            HallEvidence both = new HallEvidence(0, SLOTS, 1);
            both.merge(one);
            both.merge(other);
            one.merge(HallEvidence.fromBytes(other.toBytes()));
            assertHolds(one, plain, "seed " + seed);
            assertHolds(HallEvidence.fromBytes(one.toBytes()), plain, "seed " + seed);
            assertThat(both.toBytes()).as("seed %d", seed).isEqualTo(one.toBytes());
            assertThat(HallEvidence.fromBytes(one.toBytes()).toBytes())
                    .as("seed %d", seed)
                    .isEqualTo(one.toBytes());
            assertThat(byHand(one, plain)).as("seed %d", seed).isEqualTo(one.toBytes());
        }
    }

    /** The canonical bytes, written from the plain array by the rules of docs/settlement-method.md. */
    private static byte[] byHand(HallEvidence evidence, long[][][] plain) {
        ByteSink sink = new ByteSink();
        sink.number(1).number(0).number(SLOTS).number(1).number(evidence.nodes().size());
        for (int node = NODES - 1; node >= 0; node--) {
            int gpus = evidence.gpus(node(node));
            if (gpus == 0) {
                continue;
            }
            sink.text(node(node)).number(gpus);
            for (int gpu = 0; gpu < gpus; ) {
                int next = gpu + 1;
                while (next < gpus && Arrays.equals(plain[node][gpu], plain[node][next])) {
                    next++;
                }
                sink.number(next - gpu);
                for (int slot = 0; slot < SLOTS; ) {
                    int end = slot + 1;
                    while (end < SLOTS && plain[node][gpu][end] == plain[node][gpu][slot]) {
                        end++;
                    }
                    sink.number(end - slot).fixed(plain[node][gpu][slot]);
                    slot = end;
                }
                gpu = next;
            }
        }
        return sink.toBytes();
    }

    @Test
    void aNodeIsFoundByItsBytesInWhateverOrderNodesCome() {
        NodeIndex index = new NodeIndex();
        List<String> names = List.of("n1", "n2", "n3", "köln-1", "n10");
        names.forEach(index::number);
        Random random = new Random(1);
        int previous = NodeIndex.UNKNOWN;
        for (int i = 0; i < 1000; i++) {
            String name = random.nextInt(10) == 0 ? "stranger" : names.get(random.nextInt(names.size()));
            byte[] bytes = ("[" + name + "]").getBytes(StandardCharsets.UTF_8);
            int found = index.find(bytes, 1, bytes.length - 1, previous);
            assertThat(found).isEqualTo(index.find(name)).isEqualTo(names.indexOf(name));
            previous = found;
        }
        assertThat(index.size()).isEqualTo(names.size());
    }

    @Test
    void whatIsNoCodeIsRefused() {
        HallEvidence evidence = new HallEvidence(0, SLOTS, 1);
        int number = evidence.index().number("n");
        assertThatThrownBy(() -> evidence.mergeAlike(number, 8, 0, 1, 5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> evidence.mergeEach(number, 0, 1, 5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> evidence.mergeEach(number, 0, SLOTS + 1, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(evidence.isEmpty()).isTrue();
    }
}
