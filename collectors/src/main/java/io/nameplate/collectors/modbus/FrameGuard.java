/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderException;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;

/**
 * Stands between the network and the library that makes and reads frames. No frame leaves but such as read; and of what
 * comes in, nothing gets through that would make the library wait for more bytes than a frame can have, or keep them.
 */
final class FrameGuard extends ChannelDuplexHandler {

    private static final Set<Integer> READING = Set.of(1, 2, 3, 4);
    /** Function 43 can do more; with type 14 a device says what it is. */
    private static final int TUNNEL = 43;

    private static final int IDENTIFICATION = 14;

    private static final int HEADER = 7;
    private static final int LONGEST_PDU = 253;
    private static final int LONGEST_RTU = 256;
    private static final int UNASKED = 16;

    private final boolean rtu;
    private final Consumer<Answer> ended;
    private final byte[] header = new byte[HEADER];
    private int seen;
    private int left;
    private int sinceRequest;

    /**
     * A guard of one connection.
     *
     * @param rtu whether frames have no header of their own
     * @param ended is told why the connection ended, perhaps more than once
     */
    FrameGuard(boolean rtu, Consumer<Answer> ended) {
        this.rtu = rtu;
        this.ended = ended;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf bytes && isHarmless(bytes)) {
            sinceRequest = 0;
            Future<?> unused = context.write(message, promise);
        } else {
            ReferenceCountUtil.release(message);
            promise.setFailure(new IOException("a frame that does more than read is not sent"));
        }
    }

    private boolean isHarmless(ByteBuf bytes) {
        int at = bytes.readerIndex() + (rtu ? 1 : HEADER);
        if (bytes.writerIndex() < at + 2) {
            return false;
        }
        int function = bytes.getUnsignedByte(at);
        return READING.contains(function) || (function == TUNNEL && bytes.getUnsignedByte(at + 1) == IDENTIFICATION);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf bytes) {
            String wrong = rtu ? unframed(bytes) : framed(bytes);
            if (!wrong.isEmpty()) {
                bytes.release();
                end(context, Answer.failed(Trouble.BAD_ANSWER, wrong));
                return;
            }
        }
        context.fireChannelRead(message);
    }

    private String unframed(ByteBuf bytes) {
        sinceRequest += bytes.readableBytes();
        return sinceRequest > LONGEST_RTU ? "more bytes than an answer can have" : "";
    }

    /** Follows the headers as they pass; says what is wrong with one. */
    private String framed(ByteBuf bytes) {
        int at = bytes.readerIndex();
        while (at < bytes.writerIndex()) {
            if (left > 0) {
                int skipped = Math.min(left, bytes.writerIndex() - at);
                left -= skipped;
                at += skipped;
            } else {
                header[seen++] = bytes.getByte(at++);
                if (seen == HEADER) {
                    seen = 0;
                    String wrong = began();
                    if (!wrong.isEmpty()) {
                        return wrong;
                    }
                }
            }
        }
        return "";
    }

    private String began() {
        int protocol = word(2);
        int length = word(4);
        if (protocol != 0) {
            return "a frame of protocol " + protocol + ", which is not Modbus";
        }
        if (length < 2 || length > LONGEST_PDU + 1) {
            return "a frame that says it has " + length + " bytes";
        }
        left = length - 1;
        return ++sinceRequest > UNASKED ? "answers that nobody asked for" : "";
    }

    private int word(int at) {
        return ((header[at] & 0xFF) << 8) | (header[at + 1] & 0xFF);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Throwable root = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        end(
                context,
                root instanceof SSLException
                        ? Answer.failed(Trouble.TLS, DigitalPetriWire.tlsSentence(root))
                        : Answer.failed(Trouble.CLOSED, String.valueOf(root.getMessage())));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        ended.accept(Answer.failed(Trouble.CLOSED, "the device closed the connection"));
        context.fireChannelInactive();
    }

    private void end(ChannelHandlerContext context, Answer why) {
        ended.accept(why);
        Future<?> unused = context.close();
    }
}
