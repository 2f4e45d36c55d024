/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The shortcuts over a whole node's GPUs say what its GPUs say one by one. */
class FramesShortcutsTest {

    private static final long[] VALUES = {0, 0, 0, 1, 700, Frames.BLANK};

    @Test
    void aWholeNodeIsWhatItsGpusAre() {
        for (long seed = 0; seed < 1000; seed++) {
            Random random = new Random(seed);
            int gpus = 1 + random.nextInt(12);
            Frames.Builder builder = new Frames.Builder(0, 1, 1, gpus);
            boolean everywhere = seed % 5 == 0;
            long shown = VALUES[random.nextInt(VALUES.length)];
            for (int node = 0; node < 4; node++) {
                builder.addNode("n" + node, 0, gpus);
                boolean alike = everywhere || random.nextBoolean();
                long same = everywhere ? shown : VALUES[random.nextInt(VALUES.length)];
                for (int gpu = 0; gpu < gpus; gpu++) {
                    if (random.nextInt(20) > 0) {
                        builder.present(gpu);
                    }
                    boolean wide = seed % 3 == 0 && random.nextInt(10) == 0;
                    long own = wide ? 1 << 20 : VALUES[random.nextInt(VALUES.length)];
                    builder.set(Column.REASONS, gpu, alike ? same : own);
                }
            }
            Frames frames = Frames.parse(builder.encode());
            for (int node = 0; node < 4; node++) {
                boolean present = true;
                boolean alike = true;
                boolean least = true;
                for (int gpu = 0; gpu < gpus; gpu++) {
                    long value = frames.value(Column.REASONS, node, gpu);
                    present &= frames.present(node, gpu);
                    alike &= value == frames.value(Column.REASONS, node, 0);
                    least &= value >= 1;
                }
                assertThat(frames.allPresent(node)).as("seed %d", seed).isEqualTo(present);
                assertThat(frames.isAlike(Column.REASONS, node))
                        .as("seed %d", seed)
                        .isEqualTo(alike);
                assertThat(frames.isAtLeast(Column.REASONS, node, 1))
                        .as("seed %d", seed)
                        .isEqualTo(least);
                if (frames.isSame(Column.REASONS, node, 0)) {
                    assertThat(values(frames, node)).as("seed %d", seed).isEqualTo(values(frames, 0));
                }
                if (everywhere && shown != Frames.BLANK) {
                    assertThat(frames.isSame(Column.REASONS, node, 0))
                            .as("seed %d", seed)
                            .isTrue();
                }
                assertThat(frames.isAlike(Column.XID, node))
                        .as("a column that is not there")
                        .isTrue();
                assertThat(frames.isAtLeast(Column.XID, node, 0)).isFalse();
            }
        }
    }

    private static long[] values(Frames frames, int node) {
        long[] values = new long[frames.gpusPerNode()];
        frames.values(Column.REASONS, node, values);
        for (int gpu = 0; gpu < values.length; gpu++) {
            assertThat(values[gpu]).isEqualTo(frames.value(Column.REASONS, node, gpu));
        }
        return values;
    }

    @Test
    void aNameOutsideAsciiIsReadAndOneThatIsNoTextIsRefused() {
        byte[] good = new Frames.Builder(0, 1, 1, 1).addNode("köln", 0, 1).encode();
        assertThat(Frames.parse(good).node(0)).isEqualTo("köln");
        byte[] bad = good.clone();
        int at = new String(good, StandardCharsets.ISO_8859_1).indexOf("kÃ¶ln");
        bad[at + 2] = 'x';
        assertThatThrownBy(() -> Frames.parse(bad)).isInstanceOf(WireException.class);
    }
}
