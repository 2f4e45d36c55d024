/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.sparkplug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.eclipse.tahu.message.SparkplugBPayloadDecoder;
import org.eclipse.tahu.message.model.MetricDataType;
import org.eclipse.tahu.message.model.SparkplugBPayload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PayloadDecoderTest {

    private static final int CASES = Integer.getInteger("nameplate.fuzz.cases", 20_000);
    private static final long NOW = 1_780_272_000_000L;

    static Stream<Arguments> numbers() {
        return Stream.of(
                Arguments.of(MetricDataType.Int8, (byte) -100, -100.0),
                Arguments.of(MetricDataType.Int16, (short) -30_000, -30_000.0),
                Arguments.of(MetricDataType.Int32, -2_000_000_000, -2e9),
                Arguments.of(MetricDataType.Int64, -5_000_000_000L, -5e9),
                Arguments.of(MetricDataType.UInt8, (short) 250, 250.0),
                Arguments.of(MetricDataType.UInt16, 65_000, 65_000.0),
                Arguments.of(MetricDataType.UInt32, 4_000_000_000L, 4e9),
                Arguments.of(MetricDataType.UInt64, new BigInteger("18000000000000000000"), 1.8e19),
                Arguments.of(MetricDataType.Float, 1.5f, 1.5),
                Arguments.of(MetricDataType.Double, -412.125, -412.125),
                Arguments.of(MetricDataType.Boolean, true, 1.0),
                Arguments.of(MetricDataType.Boolean, false, 0.0));
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void numbersOfEveryTypeAreReadAsTahuWritesThem(MetricDataType type, Object value, double number)
            throws IOException {
        Payload payload = PayloadDecoder.decode(
                TahuEdge.payload(NOW, 7, List.of(TahuEdge.birth("a/b c", 3, type, value, NOW - 1))));
        assertThat(payload.time()).hasValue(NOW);
        assertThat(payload.seq()).hasValue(7);
        Metric metric = payload.metrics().get(0);
        assertThat(metric.name()).isEqualTo("a/b c");
        assertThat(metric.alias()).isEqualTo(3);
        assertThat(metric.time()).isEqualTo(NOW - 1);
        assertThat(metric.number(0)).hasValue(number);
    }

    @Test
    void whatNoPointCanHaveIsSteppedOver() throws IOException {
        Payload payload = PayloadDecoder.decode(TahuEdge.payload(
                NOW,
                -1,
                List.of(
                        TahuEdge.birth("text", 1, MetricDataType.String, "x", NOW),
                        TahuEdge.birth("bytes", 2, MetricDataType.Bytes, new byte[100], NOW),
                        TahuEdge.birth("none", 3, MetricDataType.Double, null, NOW),
                        TahuEdge.birth("when", 4, MetricDataType.DateTime, new Date(NOW), NOW))));
        assertThat(payload.seq()).isEmpty();
        assertThat(payload.metrics())
                .hasSize(4)
                .allSatisfy(metric -> assertThat(metric.number(0)).isEmpty());
        assertThat(payload.metrics().get(2).isNull()).isTrue();
    }

    @Test
    void qualityAndUnitStandInTheProperties() throws IOException {
        Payload payload = PayloadDecoder.decode(
                TahuEdge.payload(NOW, 0, List.of(TahuEdge.withProperties("p", 1, 4.5, NOW, 500, "kW"))));
        assertThat(payload.metrics().get(0).quality()).isEqualTo(Metric.STALE);
        assertThat(payload.metrics().get(0).unit()).isEqualTo("kW");
        assertThat(payload.metrics().get(0).number(0)).hasValue(4.5);
    }

    @Test
    void aRebirthRequestIsReadByTahu() throws Exception {
        SparkplugBPayload read = new SparkplugBPayloadDecoder().buildFromByteArray(RebirthSender.request(NOW), null);
        assertThat(read.getTimestamp()).isEqualTo(new Date(NOW));
        assertThat(read.getSeq()).isNull();
        assertThat(read.getMetrics()).singleElement().satisfies(metric -> {
            assertThat(metric.getName()).isEqualTo("Node Control/Rebirth");
            assertThat(metric.getDataType()).isEqualTo(MetricDataType.Boolean);
            assertThat(metric.getValue()).isEqualTo(true);
        });
    }

    @Test
    void moreMetricsThanAnybodySendsAreRefused() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < 20_001; i++) {
            bytes.write(new byte[] {0x12, 0});
        }
        assertThatThrownBy(() -> PayloadDecoder.decode(bytes.toByteArray())).hasMessageContaining("more than 20000");
    }

    @Test
    void nestedGroupsEndInAnErrorAndNotInAnOverflow() throws IOException {
        byte[] groups = new byte[1 << 20];
        java.util.Arrays.fill(groups, (byte) (15 << 3 | 3));
        assertThatThrownBy(() -> PayloadDecoder.decode(groups)).isInstanceOf(IOException.class);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeByteArray(2, groups);
        out.flush();
        assertThatThrownBy(() -> PayloadDecoder.decode(bytes.toByteArray())).isInstanceOf(IOException.class);
    }

    /** Whatever bytes come: a payload or an IOException, and where Tahu reads a damaged payload too, the same numbers. */
    @Test
    void damagedPayloadsAreSurvived() {
        long seed = Long.getLong("nameplate.fuzz.seed", System.nanoTime());
        Random random = new Random(seed);
        List<org.eclipse.tahu.message.model.Metric> metrics = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            metrics.add(TahuEdge.birth("m" + i, i, MetricDataType.Double, i * 1.5, NOW));
            metrics.add(TahuEdge.withProperties("q" + i, 100 + i, 1.0, NOW, 192, "kW"));
            metrics.add(TahuEdge.birth("s" + i, 200 + i, MetricDataType.String, "text" + i, NOW));
        }
        byte[] good = TahuEdge.payload(NOW, 3, metrics);
        int read = 0;
        for (int run = 0; run < CASES; run++) {
            byte[] bytes = random.nextInt(8) == 0 ? new byte[random.nextInt(200)] : good.clone();
            if (bytes.length < good.length) {
                random.nextBytes(bytes);
            }
            for (int i = 1 + random.nextInt(4); i > 0 && bytes.length > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            if (random.nextBoolean()) {
                bytes = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            }
            try {
                Payload payload = PayloadDecoder.decode(bytes);
                assertThat(payload.metrics()).hasSizeLessThanOrEqualTo(bytes.length / 2);
                read++;
            } catch (IOException refused) {
                assertThat(refused).hasMessageNotContaining("null");
            } catch (RuntimeException | Error broken) {
                throw new AssertionError("seed " + seed + ", run " + run, broken);
            }
        }
        assertThat(read).as("seed %d: some are still payloads", seed).isPositive();
    }
}
