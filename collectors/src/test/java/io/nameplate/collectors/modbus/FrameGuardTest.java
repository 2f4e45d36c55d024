/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameGuardTest {

    private static final Set<Integer> READING = Set.of(1, 2, 3, 4);

    private final List<Answer> ended = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ofAllFunctionCodesOnlyThoseThatReadLeave(boolean rtu) {
        for (int code = 0; code < 256; code++) {
            for (int next : new int[] {0, 13, 14, 15}) {
                boolean harmless = READING.contains(code) || (code == 43 && next == 14);
                assertThat(leaves(rtu, new byte[] {(byte) code, (byte) next, 0, 0, 1}))
                        .as("function %d %d", code, next)
                        .isEqualTo(harmless);
            }
        }
        assertThat(leaves(rtu, new byte[] {3})).as("no frame").isFalse();
        assertThat(leaves(rtu, new byte[0])).as("no frame").isFalse();
    }

    private boolean leaves(boolean rtu, byte[] pdu) {
        EmbeddedChannel channel = new EmbeddedChannel(new FrameGuard(rtu, ended::add));
        ByteBuf frame = Unpooled.buffer();
        frame.writeBytes(rtu ? new byte[] {1} : new byte[] {0, 1, 0, 0, 0, 6, 1});
        frame.writeBytes(pdu);
        ChannelFuture written = channel.writeOneOutbound(frame);
        channel.flush();
        boolean left = !channel.outboundMessages().isEmpty();
        assertThat(written.isSuccess()).isEqualTo(left);
        channel.finishAndReleaseAll();
        return left;
    }

    @Test
    void aFrameThatLiesAboutItsLengthEndsTheConnection() {
        for (int length : new int[] {0, 1, 255, 256, 65_535}) {
            List<Answer> reasons = new ArrayList<>();
            EmbeddedChannel channel = new EmbeddedChannel(new FrameGuard(false, reasons::add));
            channel.writeInbound(
                    Unpooled.wrappedBuffer(new byte[] {0, 1, 0, 0, (byte) (length >> 8), (byte) length, 1, 3}));
            assertThat(channel.isOpen()).as("length %d", length).isFalse();
            assertThat(reasons.get(0).detail()).isEqualTo("a frame that says it has " + length + " bytes");
        }
    }

    @Test
    void headersAreFollowedWhereverTheBytesAreCut() {
        byte[] three = new byte[3 * 11];
        for (int i = 0; i < 3; i++) {
            three[11 * i + 1] = (byte) i;
            three[11 * i + 5] = 5;
        }
        for (int cut = 1; cut < three.length; cut++) {
            EmbeddedChannel channel = new EmbeddedChannel(new FrameGuard(false, ended::add));
            for (int at = 0; at < three.length; at += cut) {
                channel.writeInbound(Unpooled.wrappedBuffer(three, at, Math.min(cut, three.length - at)));
            }
            assertThat(channel.isOpen()).as("cut at each %d", cut).isTrue();
            channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {0, 9, 7, 7, 0, 5, 1}));
            assertThat(channel.isOpen()).as("another protocol").isFalse();
            channel.finishAndReleaseAll();
        }
    }

    @Test
    void answersThatNobodyAskedForEndTheConnection() {
        EmbeddedChannel channel = new EmbeddedChannel(new FrameGuard(false, ended::add));
        for (int i = 0; i < 20 && channel.isOpen(); i++) {
            channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {0, 1, 0, 0, 0, 3, 1, 3, 0}));
        }
        assertThat(ended.get(0).detail()).isEqualTo("answers that nobody asked for");
        channel.finishAndReleaseAll();
    }

    @Test
    void aSerialLineThatNeverEndsItsAnswerEndsTheConnection() {
        EmbeddedChannel channel = new EmbeddedChannel(new FrameGuard(true, ended::add));
        channel.writeInbound(Unpooled.wrappedBuffer(new byte[256]));
        assertThat(channel.isOpen()).isTrue();
        channel.writeInbound(Unpooled.wrappedBuffer(new byte[1]));
        assertThat(ended.get(0).detail()).isEqualTo("more bytes than an answer can have");
        channel.finishAndReleaseAll();
    }
}
