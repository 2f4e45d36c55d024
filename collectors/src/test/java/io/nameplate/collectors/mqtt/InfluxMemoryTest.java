/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.collectors.inventory.Reading;
import io.nameplate.collectors.mqtt.InfluxLine.Fault;
import io.nameplate.collectors.validate.SourceClock;
import io.nameplate.model.language.AssetId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the parser remembers of lines before changes nothing that it reads. */
class InfluxMemoryTest {

    private static final long RECEIVED = 1_780_272_000_000L;
    private static final List<String> HEADS = List.of(
            "dcgm,hostname=n1,gpu=0,UUID=GPU-0",
            "dcgm,hostname=n1,gpu=1,UUID=GPU-1",
            "dcgm,hostname=n2,gpu=0",
            "dcgm,gpu=0",
            "dcgm,hostname=n2",
            "dcgm,hostname=n\\ 3,gpu=0",
            "dcgm,hostname=n4,gpu=0,hostname=n5,DCGM_FI_DRIVER_VERSION=550",
            "dcgm_node,hostname=n1",
            "reach,hostname=n1",
            "vllm,endpoint=vllm-1",
            "m",
            "m\\,x,a\\=b=c\\ d",
            "m,a=",
            ",a=b",
            "m\\\\",
            "m,a=b\\");
    private static final List<String> FIELDS = List.of(
            "DCGM_FI_DEV_GPU_UTIL=98",
            "DCGM_FI_DEV_GPU_UTIL=98i",
            "DCGM_FI_DEV_POWER_USAGE=612.34",
            "DCGM_FI_DEV_XID_ERRORS=0i",
            "DCGM_FI_DEV_GPU_TEMP=-5",
            "DCGM_FI_DEV_SM_CLOCK=1980u",
            "DCGM_FI_DEV_SM_CLOCK=9223372036854775794",
            "DCGM_FI_PROF_GR_ENGINE_ACTIVE=0.973",
            "boot_id=\"b 1,=\"",
            "boot_id=\"a\\\"b\\\\\"",
            "boot_id=\"a\nb\"",
            "gpu_count=8i",
            "reach=\"refused\"",
            "prompt_tokens_total=12i",
            "v\\=w=t",
            "v\\=FALSE",
            "v=",
            "v",
            "=1",
            "v=-",
            "v=.",
            "v=5.",
            "v=-0",
            "v=1e3",
            "v=1234567890123456789i",
            "v=99999999999999999999i",
            "v=0.1234567890123456",
            "v=\"open");
    private static final List<String> TIMES = List.of(
            "",
            " 1780272000000000000",
            " 1780272000000000001  ",
            " 5",
            " -5",
            " +5",
            " 9999999999999999999",
            " x",
            " 5 6");
    private static final String SIGNS = " ,=\"\\\n\r#1ti.-";

    private static String line(Random random) {
        StringBuilder line = new StringBuilder(random.nextInt(20) == 0 ? "  " : "");
        line.append(HEADS.get(random.nextInt(HEADS.size()))).append(random.nextInt(20) == 0 ? "   " : " ");
        int fields = 1 + random.nextInt(5);
        for (int i = 0; i < fields; i++) {
            line.append(i == 0 ? "" : ",").append(FIELDS.get(random.nextInt(FIELDS.size())));
        }
        return line.append(TIMES.get(random.nextInt(TIMES.size()))).toString();
    }

    /** Lines of which many come again, some with a byte or two that are wrong. */
    private static byte[] payload(Random random) {
        StringBuilder text = new StringBuilder();
        Random again = new Random(random.nextInt(20));
        int lines = 1 + random.nextInt(6);
        for (int i = 0; i < lines; i++) {
            text.append(line(random.nextBoolean() ? again : random)).append(random.nextInt(8) == 0 ? "\r\n" : "\n");
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        for (int i = random.nextInt(4); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) SIGNS.charAt(random.nextInt(SIGNS.length()));
        }
        return bytes;
    }

    @Test
    void aParserThatRemembersReadsWhatThePlainOneReads() {
        InfluxParser remembering = new InfluxParser();
        InfluxParser forgetting = new InfluxParser(Map.of(), new InfluxMemory(5, 0));
        for (long seed = 1; seed <= 40_000; seed++) {
            byte[] payload = payload(new Random(seed));
            String text = new String(payload, StandardCharsets.UTF_8);
            List<String> expected = plain(payload);
            assertThat(read(remembering, payload)).as("seed %d: %s", seed, text).isEqualTo(expected);
            assertThat(read(forgetting, payload)).as("seed %d: %s", seed, text).isEqualTo(expected);
        }
    }

    @Test
    void messagesMeanTheSameHoweverManyCameBefore() {
        List<String> warm = new ArrayList<>();
        InfluxMessages warmed = messages(warm);
        for (long seed = 1; seed <= 10_000; seed++) {
            byte[] payload = payload(new Random(seed));
            List<String> cold = new ArrayList<>();
            warm.clear();
            List<Reading> first = messages(cold).read(payload, RECEIVED);
            assertThat(warmed.read(payload, RECEIVED)).as("seed %d", seed).isEqualTo(first);
            assertThat(warm).as("seed %d", seed).isEqualTo(cold);
        }
    }

    @Test
    void fieldsUnderOtherNamesSayWhatDcgmsSay() {
        List<String> remarks = new ArrayList<>();
        PayloadFormat format = Formats.open(Formats.source("""
                mqtt:
                  - name: gpus
                    broker: tcp://127.0.0.1:1883
                    topics: ["gpu/#"]
                    format: influx-line
                    fields: {DCGM_FI_DEV_GPU_UTIL: util, DCGM_FI_DEV_POWER_USAGE: watts}
                """), remarks);
        String time = " 1780272000000000000";
        assertThat(read(format, "dcgm,hostname=n1,gpu=0 util=98,watts=612.4,temp=5" + time))
                .isEqualTo(read(
                        format, "dcgm,hostname=n1,gpu=0 DCGM_FI_DEV_GPU_UTIL=98,DCGM_FI_DEV_POWER_USAGE=612.4" + time));
        assertThat(remarks).isEmpty();
    }

    private static List<Reading> read(PayloadFormat format, String text) {
        return format.read("gpu/n1", text.getBytes(StandardCharsets.UTF_8), false, RECEIVED);
    }

    private static InfluxMessages messages(List<String> faults) {
        return new InfluxMessages(
                fault -> faults.add(fault.label()),
                new InfluxMessages.Endpoints() {
                    @Override
                    public boolean knows(AssetId endpoint) {
                        return endpoint.value().startsWith("vllm-");
                    }

                    @Override
                    public void complain(String sentence) {
                        faults.add(sentence);
                    }
                },
                new SourceClock());
    }

    private static List<String> read(InfluxParser parser, byte[] payload) {
        List<String> found = new ArrayList<>();
        parser.parse(payload, new InfluxParser.Lines() {
            @Override
            public void line(InfluxLine line) {
                found.add(line.measurement() + line.tags() + line.fields() + line.time());
            }

            @Override
            public void bad(Fault fault, int lineNumber) {
                found.add(fault + " in line " + lineNumber);
            }
        });
        return found;
    }

    private static List<String> plain(byte[] payload) {
        List<String> found = new ArrayList<>();
        new PlainInfluxParser().parse(payload, new PlainInfluxParser.Lines() {
            @Override
            public void line(PlainInfluxParser.Line line) {
                found.add(line.measurement() + line.tags() + line.fields() + line.time());
            }

            @Override
            public void bad(Fault fault, int lineNumber) {
                found.add(fault + " in line " + lineNumber);
            }
        });
        return found;
    }
}
