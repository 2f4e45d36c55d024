/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.collectors.Testcases;
import io.nameplate.collectors.mqtt.InfluxLine.Fault;
import io.nameplate.collectors.mqtt.InfluxLine.Flag;
import io.nameplate.collectors.mqtt.InfluxLine.Text;
import io.nameplate.collectors.mqtt.InfluxLine.Value;
import io.nameplate.collectors.mqtt.InfluxLine.Whole;
import io.nameplate.collectors.text.Numbers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InfluxParserTest {

    static Stream<Path> cases() {
        return Testcases.of("influx-line");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void readsLinesAsExpected(Path testcase) throws IOException {
        List<String> expected = Testcases.read(testcase, "expected.txt").lines().toList();
        assertThat(parse(Files.readAllBytes(testcase.resolve("input.txt")))).containsExactlyElementsOf(expected);
    }

    @Test
    void numbersAreReadToTheLastBit() {
        Random random = new Random(11);
        for (int i = 0; i < 200_000; i++) {
            String text = switch (random.nextInt(4)) {
                case 0 -> Double.toString(random.nextDouble() * 1_000);
                case 1 -> Integer.toString(random.nextInt());
                case 2 -> "%.3f".formatted(random.nextGaussian() * 1e6);
                default -> Double.toString(Double.longBitsToDouble(random.nextLong() & 0x7FEF_FFFF_FFFF_FFFFL));
            };
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            assertThat(Numbers.parse(bytes, 0, bytes.length)).as(text).isEqualTo(Double.parseDouble(text));
        }
    }

    @Test
    void noPayloadBreaksTheParser() {
        byte[] good = "m,a=b v=1,w=\"x\\\"y\" 5\n".getBytes(StandardCharsets.UTF_8);
        for (long seed = 1; seed <= 20_000; seed++) {
            Random random = new Random(seed);
            byte[] bytes = good.clone();
            for (int i = 0; i < 3; i++) {
                bytes[random.nextInt(bytes.length)] = (byte) " ,=\"\\\n1ti".charAt(random.nextInt(9));
            }
            assertThat(parse(bytes)).as("seed %d", seed).isNotNull();
        }
    }

    private static List<String> parse(byte[] payload) {
        List<String> found = new ArrayList<>();
        new InfluxParser().parse(payload, new InfluxParser.Lines() {
            @Override
            public void line(InfluxLine line) {
                StringBuilder text = new StringBuilder(line.measurement() + " " + line.tags());
                line.fields()
                        .forEach(field ->
                                text.append(' ').append(field.key()).append('=').append(show(field.value())));
                line.time().ifPresent(time -> text.append(" @").append(time));
                found.add(text.toString().replace('\n', '⏎'));
            }

            @Override
            public void bad(Fault fault, int lineNumber) {
                found.add(lineNumber + " " + fault);
            }
        });
        return found;
    }

    private static String show(Value value) {
        if (value instanceof Whole whole) {
            return whole.unsigned() ? Long.toUnsignedString(whole.value()) + "u" : whole.value() + "i";
        }
        if (value instanceof Text text) {
            return '"' + text.value() + '"';
        }
        return value instanceof Flag flag
                ? Boolean.toString(flag.value())
                : Double.toString(((InfluxLine.Decimal) value).value());
    }
}
