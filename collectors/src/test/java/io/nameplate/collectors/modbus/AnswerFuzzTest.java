/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import com.digitalpetri.modbus.ModbusRtuResponseFrameParser;
import com.digitalpetri.modbus.ModbusTcpFrame;
import com.digitalpetri.modbus.tcp.ModbusTcpCodec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The way of an answer from bytes to values, with bytes that are wrong in every way. More cases: {@code
 * -Dnameplate.fuzz.cases=1000000}; another beginning: {@code -Dnameplate.fuzz.seed=7}.
 */
class AnswerFuzzTest {

    private static final int CASES = Integer.getInteger("nameplate.fuzz.cases", 20_000);
    private static final long SEED = Long.getLong("nameplate.fuzz.seed", 20260601L);

    private static final Profile PROFILE = ProfileReader.read("p.yaml", """
            profile: p
            source: a test
            points:
              - {point: a, address: 0, type: float32, word_order: dcba, unit: kW, scale: 0.1, blank: 0x7FC00000}
              - {point: b, address: 2, type: uint64, unit: Wh}
              - {point: c, address: 6, type: float16, unit: F}
              - {point: d, address: 7, type: int16, unit: A, scale_at: 8, blank: 0x8000}
              - {point: e, address: 9, type: float64, unit: none}
              - {point: f, address: 13, type: int8h, unit: none}
              - {point: g, address: 13, type: uint32, bit: 31, unit: none}
            texts: [{text: t, address: 0, length: 15}]
            """);

    @Test
    void anAnswerIsEitherWholeOrATroubleAndItsValuesAreNumbersOrNone() {
        ReadPlan.Block block = ReadPlan.of(PROFILE).blocks().get(0);
        for (int i = 0; i < CASES; i++) {
            Random random = new Random(SEED + i);
            Request.Read asked = random.nextInt(3) == 0
                    ? new Request.Read(
                            ReadFunction.values()[random.nextInt(4)], random.nextInt(60_000), 1 + random.nextInt(125))
                    : block.request();
            byte[] pdu = pdu(random, asked);
            Answer answer = asked.answer(pdu);
            assertThat(answer.trouble() == null)
                    .as("seed %d: %s", SEED + i, answer.detail())
                    .isEqualTo(pdu.length == 2 + asked.function().bytes(asked.count())
                            && pdu[0] == asked.code()
                            && (pdu[1] & 0xFF) == asked.function().bytes(asked.count()));
            if (answer.trouble() == null && asked.equals(block.request())) {
                block.points()
                        .forEach(point -> assertThat(
                                        block.value(point, answer.content()).reason())
                                .isNotNull());
                String text = PROFILE.texts().get(0).value(answer.content());
                assertThat(text.chars()).allMatch(each -> each >= ' ' && each < 0x7F);
            }
            byte[] told = bytes(random, 60);
            assertThat(Identification.of(told).values())
                    .as("seed %d", SEED + i)
                    .allMatch(text -> !text.isEmpty() && text.length() < 60);
            assertThat(new Request.Identify(0).answer(told).detail()).isNotNull();
        }
    }

    /** Mostly a good answer with a little that is wrong. */
    private static byte[] pdu(Random random, Request.Read asked) {
        int bytes = asked.function().bytes(asked.count());
        byte[] pdu = new byte[2 + bytes];
        random.nextBytes(pdu);
        pdu[0] = (byte) asked.code();
        pdu[1] = (byte) bytes;
        return switch (random.nextInt(6)) {
            case 0 -> bytes(random, 260);
            case 1 -> Arrays.copyOf(pdu, random.nextInt(pdu.length + 1));
            case 2 -> Arrays.copyOf(pdu, pdu.length + 1 + random.nextInt(4));
            case 3 -> {
                pdu[random.nextInt(2)] = (byte) random.nextInt(256);
                yield pdu;
            }
            default -> pdu;
        };
    }

    private static byte[] bytes(Random random, int most) {
        byte[] bytes = new byte[random.nextInt(most)];
        random.nextBytes(bytes);
        return bytes;
    }

    @Test
    void noStreamOfFramesGetsThroughThatTheLibraryCannotRead() {
        for (int i = 0; i < CASES; i++) {
            Random random = new Random(SEED + i);
            EmbeddedChannel channel = new EmbeddedChannel(new FrameGuard(false, ended -> {}), new ModbusTcpCodec());
            byte[] stream = stream(random);
            for (int at = 0; at < stream.length && channel.isOpen(); ) {
                int length = Math.min(1 + random.nextInt(40), stream.length - at);
                channel.writeInbound(Unpooled.copiedBuffer(stream, at, length));
                at += length;
            }
            channel.checkException();
            for (Object read = channel.readInbound(); read != null; read = channel.readInbound()) {
                ModbusTcpFrame frame = (ModbusTcpFrame) read;
                assertThat(frame.pdu().remaining()).as("seed %d", SEED + i).isBetween(1, 253);
            }
            channel.finishAndReleaseAll();
        }
    }

    /** Frames one after the other, some of them with a header that lies. */
    private static byte[] stream(Random random) {
        byte[] stream = new byte[7 + random.nextInt(600)];
        random.nextBytes(stream);
        int at = 0;
        while (at + 7 <= stream.length) {
            int length = 2 + random.nextInt(60);
            boolean lies = random.nextInt(8) == 0;
            if (!lies) {
                stream[at + 2] = 0;
                stream[at + 3] = 0;
            }
            stream[at + 4] = (byte) (lies ? random.nextInt(3) : 0);
            stream[at + 5] = (byte) length;
            at += 6 + length;
        }
        return stream;
    }

    @Test
    void noBytesOfASerialLineGetThroughThatTheLibraryCannotHold() {
        for (int i = 0; i < CASES; i++) {
            Random random = new Random(SEED + i);
            ModbusRtuResponseFrameParser parser = new ModbusRtuResponseFrameParser();
            EmbeddedChannel channel = new EmbeddedChannel(new FrameGuard(true, ended -> {}));
            for (int chunk = 0; chunk < 12 && channel.isOpen(); chunk++) {
                byte[] bytes = bytes(random, 80);
                if (bytes.length > 2 && random.nextInt(3) > 0) {
                    bytes[1] = (byte) (1 + random.nextInt(4));
                }
                channel.writeInbound(Unpooled.copiedBuffer(bytes));
                ByteBuf through = channel.readInbound();
                if (through != null) {
                    byte[] passed = new byte[through.readableBytes()];
                    through.readBytes(passed);
                    through.release();
                    if (parser.parse(passed) instanceof ModbusRtuResponseFrameParser.Accumulated) {
                        parser.reset();
                    }
                }
            }
            channel.checkException();
            channel.finishAndReleaseAll();
        }
    }
}
