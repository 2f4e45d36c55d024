/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.collectors.mqtt.Formats;
import io.nameplate.collectors.mqtt.PayloadFormat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON that nobody should send: nothing is thrown, nothing is invented, all of it is counted. */
class HostileJsonTest {

    private static final int CASES = Integer.getInteger("nameplate.fuzz.cases", 20_000);
    private static final long RECEIVED = 1_780_272_000_000L;

    private static final String PLANT = """
            mqtt:
              - name: s
                broker: tcp://b
                format: json
                template: s/{asset}
                time: {path: $.t, as: ms}
                points:
                  - {point: power, value: $.p, unit: kW, quality: $.q}
                  - {point: flow, value: "$['a'][1].b", unit: L/min}
            """;
    private static final String NODES = """
            mqtt:
              - name: s
                broker: tcp://b
                format: json
                template: s/{node}
                time: {path: $.t, as: iso}
                boot_id: $.b
                gpu_count: $.n
                gpus: {each: "$.g[*]", index: $.i, uuid: $.u, fields: {DCGM_FI_DEV_SM_CLOCK: $.clock}}
            """;

    private final List<String> remarks = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[",
                "]",
                "nul",
                "{\"p\":}",
                "{\"p\":1}}",
                "{\"p\":1}{\"p\":2}",
                "{'p':1}",
                "{\"p\":NaN}",
                "{\"p\":1e}",
                "{\"p\":0x10}",
                "\"p\"",
                "7",
                "null",
                "true",
                "{\"p\":\"\\ud800\"}",
                "{\"p\": 1,}"
            })
    void whatIsNoMessageGivesNoReading(String text) {
        PayloadFormat format = Formats.open(Formats.source(PLANT), remarks);
        assertThat(format.read("s/a1", text.getBytes(StandardCharsets.UTF_8), false, RECEIVED))
                .allSatisfy(reading -> assertThat(reading.toString()).contains("BAD"));
        assertThat(remarks).isNotEmpty();
    }

    @Test
    void nestingLengthAndSizeAreBounded() {
        PayloadFormat format = Formats.open(Formats.source(PLANT), remarks);
        for (String text : List.of(
                "[".repeat(100_000),
                "{\"a\":".repeat(1_000) + "1" + "}".repeat(1_000),
                "{\"p\":\"" + "x".repeat(500_000) + "\"}",
                "{\"p\":" + "9".repeat(100_000) + "}",
                "{\"" + "n".repeat(100_000) + "\":1}")) {
            assertThat(format.read("s/a1", text.getBytes(StandardCharsets.UTF_8), false, RECEIVED))
                    .isEmpty();
        }
        assertThat(remarks).hasSize(5).allMatch(remark -> remark.startsWith("bad_message"));
    }

    @Test
    void anArrayOfMoreThanAnyNodeHasIsRefused() {
        PayloadFormat format = Formats.open(Formats.source(NODES), remarks);
        String text = "{\"g\":[" + "{\"i\":0},".repeat(20_000) + "{\"i\":1}]}";
        assertThat(format.read("s/n1", text.getBytes(StandardCharsets.UTF_8), false, RECEIVED))
                .isEmpty();
        assertThat(remarks).singleElement().asString().startsWith("too_many");
    }

    @Test
    void aNumberBeyondAllBoundsIsBadAndNotANumber() {
        PayloadFormat format = Formats.open(Formats.source(PLANT), remarks);
        for (String number : List.of("1e999", "-1e999", "1" + "0".repeat(60), "\"1e400\"", "\"NaN\"", "\"Infinity\"")) {
            assertThat(format.read(
                            "s/a1", ("{\"p\":" + number + "}").getBytes(StandardCharsets.UTF_8), false, RECEIVED))
                    .as(number)
                    .singleElement()
                    .asString()
                    .contains("BAD");
        }
    }

    /** Good messages with bytes changed, cut, doubled and put in. */
    @Test
    void damagedMessagesAreSurvived() {
        long seed = Long.getLong("nameplate.fuzz.seed", System.nanoTime());
        Random random = new Random(seed);
        PayloadFormat plant = Formats.open(Formats.source(PLANT), remarks);
        PayloadFormat nodes = Formats.open(Formats.source(NODES), remarks);
        String good =
                "{\"t\":1780272000000,\"p\":12.5,\"q\":true,\"a\":[0,{\"b\":7}],\"x\":{\"y\":[1,2,{\"z\":null}]}}";
        String node =
                "{\"t\":\"2026-06-01T00:00:00Z\",\"b\":\"boot\",\"n\":2,\"g\":[{\"i\":0,\"u\":\"GPU-1\",\"clock\":1980,"
                        + "\"DCGM_FI_DEV_GPU_UTIL\":97},{\"i\":1,\"DCGM_FI_DEV_XID_ERRORS\":79}]}";
        for (int run = 0; run < CASES; run++) {
            byte[] bytes = damaged((run % 2 == 0 ? good : node).getBytes(StandardCharsets.UTF_8), random);
            PayloadFormat format = run % 2 == 0 ? plant : nodes;
            try {
                assertThat(format.read("s/a1", bytes, random.nextInt(9) == 0, RECEIVED))
                        .hasSizeLessThanOrEqualTo(2)
                        .allMatch(reading -> Math.abs(reading.ts() - RECEIVED) <= 2_000);
            } catch (RuntimeException | Error broken) {
                throw new AssertionError(
                        "seed " + seed + ", run " + run + ": " + new String(bytes, StandardCharsets.ISO_8859_1),
                        broken);
            }
            remarks.clear();
        }
    }

    private static byte[] damaged(byte[] message, Random random) {
        byte[] bytes = message.clone();
        for (int i = random.nextInt(6); i > 0 && bytes.length > 0; i--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes = java.util.Arrays.copyOf(bytes, at);
                case 2 -> bytes[at] = (byte) "{}[]\",:0123456789eE-.ntf".charAt(random.nextInt(24));
                default -> {
                    byte[] longer = new byte[bytes.length + 1];
                    System.arraycopy(bytes, 0, longer, 0, at);
                    longer[at] = (byte) "{}[]\",:0".charAt(random.nextInt(8));
                    System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
                    bytes = longer;
                }
            }
        }
        return bytes;
    }
}
