/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.evidence.HallEvidence;
import io.nameplate.model.evidence.Work;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.wire.Column;
import io.nameplate.model.wire.Frames;
import io.nameplate.model.wire.PlantReadings.Quality;
import io.nameplate.model.wire.QualityReason;
import io.nameplate.model.wire.ValueFlag;
import io.nameplate.model.wire.ValueFlag.Of;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What frames become, GPU by GPU, whichever shortcut a node takes. */
class FrameEvidenceTest {

    private static final int REFERENCE = 2000;

    /** A value of each column; the last number is blank. */
    private static long value(Random random, long... values) {
        int at = random.nextInt(values.length + 1);
        return at == values.length ? Frames.BLANK : values[at];
    }

    @Test
    void everyGpuGetsTheCodeOfItsOwnReadings() {
        Registry registry = new SmallSite().registry();
        Map<String, Registry.Placed> nodes = new HashMap<>();
        for (Map.Entry<NodeId, Registry.Placed> node : registry.nodes().entrySet()) {
            nodes.put(node.getKey().value(), node.getValue());
        }
        HallNodes shared = new HallNodes(nodes);
        for (long seed = 0; seed < 3000; seed++) {
            Random random = new Random(seed);
            int gpus = random.nextInt(4) == 0 ? 3 + random.nextInt(3) : 4;
            Frames frames = frames(random, gpus);
            HallEvidence evidence = new HallEvidence(SmallSite.START, 10, 5, shared.index());
            HallEvidence byName = new HallEvidence(SmallSite.START, 10, 5);
            assertThat(FrameEvidence.merge(frames, shared, evidence)).isEqualTo(2);
            assertThat(FrameEvidence.merge(frames, shared, byName)).isEqualTo(2);
            for (int node = 0; node < frames.nodeCount(); node++) {
                for (int gpu = 0; gpu < 4; gpu++) {
                    long code = code(frames, node, gpu);
                    String name = frames.node(node);
                    boolean known = nodes.containsKey(name);
                    assertThat(evidence.code(name, gpu, 0)).as("seed %d", seed).isEqualTo(known ? code : 0);
                    assertThat(byName.code(name, gpu, 0)).as("seed %d", seed).isEqualTo(known ? code : 0);
                    assertThat(evidence.code(name, gpu, 1)).isEqualTo(Evidence.NONE);
                }
            }
        }
    }

    /** The frames carry times and flags for people to look at. */
    @Test
    void nothingThatIsSaidOfValuesChangesACode() {
        Map<String, Registry.Placed> nodes = new HashMap<>();
        new SmallSite().registry().nodes().forEach((id, placed) -> nodes.put(id.value(), placed));
        HallNodes shared = new HallNodes(nodes);
        for (long seed = 0; seed < 300; seed++) {
            Frames plain = frames(new Random(seed), 4);
            Frames flagged = frames(new Random(seed), 4, seed % 2 == 0, true);
            assertThat(flagged.flags()).hasSize(flagged.nodeCount() * Frames.FLAGS_OF_A_NODE);
            assertThat(plain.flags()).isEmpty();
            HallEvidence one = new HallEvidence(SmallSite.START, 10, 5, shared.index());
            HallEvidence other = new HallEvidence(SmallSite.START, 10, 5, shared.index());
            FrameEvidence.merge(plain, shared, one);
            FrameEvidence.merge(flagged, shared, other);
            for (String name : nodes.keySet()) {
                for (int gpu = 0; gpu < 4; gpu++) {
                    assertThat(other.code(name, gpu, 0)).as("seed %d", seed).isEqualTo(one.code(name, gpu, 0));
                }
            }
        }
    }

    private static Frames frames(Random random, int gpus) {
        return frames(random, gpus, false, false);
    }

    private static Frames frames(Random random, int gpus, boolean timed, boolean flagged) {
        Frames.Builder builder = new Frames.Builder(SmallSite.START, 5, 1, gpus);
        String[] order = random.nextBoolean() ? new String[] {"n1", "n2", "n9"} : new String[] {"n9", "n2", "n1"};
        boolean restless = random.nextBoolean();
        boolean wide = random.nextInt(4) == 0;
        for (String name : order) {
            builder.addNode(name, 1, random.nextInt(4) == 0 ? 3 : 4);
            if (timed) {
                builder.times(SmallSite.START * 1_000 - 700, SmallSite.START * 1_000 - 650);
            }
            for (int flag = 0; flagged && flag < 2 * Frames.FLAGS_OF_A_NODE; flag++) {
                Of of = Of.values()[flag % Of.values().length];
                builder.flag(flag % gpus, new ValueFlag(of, Quality.BAD, QualityReason.RANGE, flag));
            }
            long[] same = null;
            for (int gpu = 0; gpu < gpus; gpu++) {
                if (random.nextInt(12) > 0) {
                    builder.present(gpu);
                }
                long[] own = {
                    value(random, 0, 0, 79),
                    value(random, 0, 4, 4, wide ? 0x10004 : 0x20),
                    value(random, 1500, 2000, 2100, -5),
                    value(random, 700, 600),
                    value(random, 0, 1, 900),
                    value(random, 0, 0, 1)
                };
                same = same == null || restless ? own : same;
                builder.set(Column.CONDITION, gpu, same[0]);
                builder.set(Column.REASONS, gpu, same[1]);
                builder.set(Column.SM_CLOCK, gpu, same[2] == 2000 ? 2000 + random.nextInt(9) : same[2]);
                builder.set(Column.LIMIT, gpu, same[3]);
                builder.set(Column.UTIL, gpu, same[4] == 900 ? 900 + random.nextInt(9) : same[4]);
                builder.set(Column.GR_ENGINE, gpu, same[5]);
            }
        }
        return Frames.parse(builder.encode());
    }

    private static int orUnknown(long value) {
        return value < 0 ? Evidence.UNKNOWN : (int) value;
    }

    private static long code(Frames frames, int node, int gpu) {
        boolean countShort = frames.gpuCount(node) < 4;
        if (gpu >= frames.gpusPerNode()) {
            return Evidence.missing(0, countShort);
        }
        int condition = (int) Math.max(0, frames.value(Column.CONDITION, node, gpu));
        if (!frames.present(node, gpu)) {
            return Evidence.missing(condition, countShort);
        }
        long util = frames.value(Column.UTIL, node, gpu);
        long engine = frames.value(Column.GR_ENGINE, node, gpu);
        Work work = util > 0 || engine > 0
                ? Work.WORKING
                : util == Frames.BLANK && engine == Frames.BLANK ? Work.UNKNOWN : Work.IDLE;
        return Evidence.data(
                condition,
                orUnknown(frames.value(Column.REASONS, node, gpu)),
                orUnknown(frames.value(Column.SM_CLOCK, node, gpu)),
                REFERENCE,
                orUnknown(frames.value(Column.LIMIT, node, gpu)),
                work);
    }
}
