/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NodeIndexTest {

    private static final List<String> NAMES =
            IntStream.range(0, 500).mapToObj(i -> "n%03d".formatted(i)).toList();

    @Test
    void numbersNodesAsTheyAreNamedInWhateverOrder() {
        for (long seed = 0; seed < 20; seed++) {
            List<String> order = new ArrayList<>(NAMES);
            if (seed > 0) {
                Collections.shuffle(order.subList((int) (20 * seed), 500), new Random(seed));
            }
            NodeIndex index = new NodeIndex();
            int previous = NodeIndex.UNKNOWN;
            for (int i = 0; i < order.size(); i++) {
                assertThat(index.number(order.get(i / 2), NodeIndex.UNKNOWN)).isEqualTo(i / 2);
                previous = index.number(order.get(i), previous);
                assertThat(previous).isEqualTo(i);
                assertThat(index.number(order.get(i), i - 1)).isEqualTo(i);
            }
            assertThat(index.size()).isEqualTo(500);
            assertThat(IntStream.of(index.inOrder()).mapToObj(index::name)).isEqualTo(NAMES);
            for (int i = 0; i < order.size(); i++) {
                byte[] name = order.get(i).getBytes(StandardCharsets.UTF_8);
                assertThat(index.find(name, 0, name.length, (i * 7) % 500)).isEqualTo(i);
            }
            assertThat(index.find("n500")).isEqualTo(NodeIndex.UNKNOWN);
            assertThat(index.find("n")).isEqualTo(NodeIndex.UNKNOWN);
        }
    }

    @Test
    void findsWhatIsNamedAfterALookUp() {
        NodeIndex index = new NodeIndex();
        assertThat(index.find("b")).isEqualTo(NodeIndex.UNKNOWN);
        assertThat(index.number("b")).isZero();
        assertThat(index.find("b")).isZero();
        assertThat(index.number("c")).isEqualTo(1);
        assertThat(index.number("a")).isEqualTo(2);
        assertThat(index.find("c")).isEqualTo(1);
        assertThat(index.find("a")).isEqualTo(2);
        assertThat(index.number("b")).isZero();
        assertThat(index.inOrder()).containsExactly(2, 0, 1);
    }

    @Test
    void tellsNamesApartThatDifferAnywhere() {
        List<String> names = new ArrayList<>();
        for (int length = 1; length < 40; length++) {
            names.add("n".repeat(length));
            names.add("n".repeat(length - 1) + "m");
            names.add("n".repeat(length) + "\0");
        }
        NodeIndex index = new NodeIndex();
        names.forEach(index::number);
        Random random = new Random(1);
        int previous = NodeIndex.UNKNOWN;
        for (int i = 0; i < 2000; i++) {
            int number = i % 3 == 0 ? random.nextInt(names.size()) : i % names.size();
            byte[] name = names.get(number).getBytes(StandardCharsets.UTF_8);
            byte[] message = new byte[name.length + random.nextInt(20)];
            int from = random.nextInt(message.length - name.length + 1);
            random.nextBytes(message);
            System.arraycopy(name, 0, message, from, name.length);
            assertThat(index.find(message, from, from + name.length, previous)).isEqualTo(number);
            previous = number;
        }
        assertThat(index.size()).isEqualTo(names.size());
        assertThat(index.find("n".repeat(40))).isEqualTo(NodeIndex.UNKNOWN);
    }
}
