/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.bench;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import java.net.InetSocketAddress;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The devices that are polled, in a process of their own: each a port with holding registers at all addresses. The arguments are how many live,
 * how many take connections and say nothing, how many answer after three seconds. It prints a line for each: what it is, its port.
 */
final class ModbusPeer extends SimpleChannelInboundHandler<ByteBuf> {

    static final String LIVE = "live";
    static final String SILENT = "silent";
    static final String SLOW = "slow";

    private static final int MOST_REGISTERS = 125;
    private static final int LONGEST = 260;
    private static final int SLOW_SECONDS = 3;

    private final String kind;

    private ModbusPeer(String kind) {
        this.kind = kind;
    }

    /** Serves until it is killed. */
    public static void main(String[] args) throws InterruptedException {
        NioEventLoopGroup events = new NioEventLoopGroup(2);
        String[] kinds = {LIVE, SILENT, SLOW};
        for (int i = 0; i < kinds.length; i++) {
            String kind = kinds[i];
            for (int n = 0; n < Integer.parseInt(args[i]); n++) {
                InetSocketAddress at = (InetSocketAddress) new ServerBootstrap()
                        .group(events)
                        .channel(NioServerSocketChannel.class)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childHandler(new ChannelInitializer<SocketChannel>() {
                            @Override
                            protected void initChannel(SocketChannel channel) {
                                channel.pipeline()
                                        .addLast(new LengthFieldBasedFrameDecoder(LONGEST, 4, 2), new ModbusPeer(kind));
                            }
                        })
                        .bind("127.0.0.1", 0)
                        .sync()
                        .channel()
                        .localAddress();
                System.out.println(Child.ANSWER + kind + " " + at.getPort());
            }
        }
        System.out.println(Child.DONE);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf request) {
        if (kind.equals(SILENT)) {
            return;
        }
        ByteBuf answer = context.alloc().buffer(LONGEST);
        int registers = Math.min(MOST_REGISTERS, request.getUnsignedShort(10));
        answer.writeShort(request.getUnsignedShort(0)).writeShort(0).writeShort(3 + 2 * registers);
        answer.writeByte(request.getByte(6)).writeByte(3).writeByte(2 * registers);
        int first = request.getUnsignedShort(8);
        for (int register = 0; register < registers; register++) {
            answer.writeShort(first + register + 1);
        }
        if (kind.equals(SLOW)) {
            Runnable later = () -> send(context, answer);
            Future<?> unused = context.executor().schedule(later, SLOW_SECONDS, TimeUnit.SECONDS);
        } else {
            send(context, answer);
        }
    }

    private static void send(ChannelHandlerContext context, ByteBuf answer) {
        Future<?> unused = context.writeAndFlush(answer);
    }
}
