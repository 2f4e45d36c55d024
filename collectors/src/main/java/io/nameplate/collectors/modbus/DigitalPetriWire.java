/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import com.digitalpetri.modbus.Crc16;
import com.digitalpetri.modbus.MbapHeader;
import com.digitalpetri.modbus.ModbusRtuFrame;
import com.digitalpetri.modbus.ModbusTcpFrame;
import com.digitalpetri.modbus.client.ModbusClientTransport;
import com.digitalpetri.modbus.tcp.client.NettyClientTransportConfig;
import com.digitalpetri.modbus.tcp.client.NettyRtuClientTransport;
import com.digitalpetri.modbus.tcp.client.NettyTcpClientTransport;
import io.nameplate.access.credentials.TlsTrouble;
import io.nameplate.access.credentials.UnusableFile;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * {@link Wire} on the digitalpetri library's transports, which connect and make frames. The library's reconnecting is not
 * used, so that an answer is never one from an old connection, and neither is its matching of answers to requests: it
 * takes an answer of any unit.
 */
public final class DigitalPetriWire implements Wire {

    /** Of the time for connecting the part in which a name should be found whose address was known before. */
    private static final long PATIENCE = 4;

    private final Address address;
    private final EventLoop loop;
    private final Lookups lookups;
    private final Executor files;
    private @Nullable CompletableFuture<String> lookup;
    private @Nullable String known;
    private @Nullable Session session;
    private int attempts;
    private boolean closed;

    /**
     * A wire that is not connected yet.
     *
     * @param loop the thread on which everything happens
     * @param helpers does what may wait: looking up names, reading files
     */
    public DigitalPetriWire(Address address, EventLoop loop, Executor helpers) {
        this(address, loop, new Lookups(helpers), helpers);
    }

    /**
     * A wire that is not connected yet.
     *
     * @param lookups finds the addresses of names
     * @param files reads certificates, which names that are not answered must not hold up
     */
    public DigitalPetriWire(Address address, EventLoop loop, Lookups lookups, Executor files) {
        this.address = address;
        this.loop = loop;
        this.lookups = lookups;
        this.files = files;
    }

    /** What has to be known before a connection can be made. */
    private record Prepared(String host, @Nullable SslContext tls) {}

    @Override
    public CompletionStage<Optional<Answer>> connect(Duration within) {
        drop();
        if (closed) {
            return CompletableFuture.completedFuture(Optional.of(Answer.failed(Trouble.CLOSED, "we are closing")));
        }
        int attempt = ++attempts;
        return prepared(within)
                .thenCompose(prepared -> attempt == attempts
                        ? open(prepared, within)
                        : CompletableFuture.failedFuture(new IOException("took too long")))
                .handle((done, thrown) -> thrown == null ? Optional.<Answer>empty() : Optional.of(failed(thrown)))
                .thenApplyAsync(failed -> failed, loop);
    }

    private CompletableFuture<Prepared> prepared(Duration within) {
        boolean literal = NetUtil.isValidIpV4Address(address.host()) || NetUtil.isValidIpV6Address(address.host());
        CompletableFuture<String> host =
                literal ? CompletableFuture.completedFuture(address.host()) : found(within.dividedBy(PATIENCE));
        TlsFiles tls = address.tls();
        if (tls == null) {
            return literal
                    ? host.thenApply(there -> new Prepared(there, null))
                    : host.thenApplyAsync(there -> new Prepared(there, null), loop);
        }
        return host.thenApplyAsync(there -> prepared(there, tls), files).thenApplyAsync(prepared -> prepared, loop);
    }

    private static Prepared prepared(String there, TlsFiles tls) {
        try {
            return new Prepared(there, context(tls));
        } catch (IOException | RuntimeException broken) {
            throw new CompletionException(broken);
        }
    }

    /**
     * The address of the host's name; where that takes long or fails, as of a name server that is away, the one that it had. An attempt
     * that comes while a lookup is under way waits for that one.
     */
    private CompletableFuture<String> found(Duration patience) {
        CompletableFuture<String> asked = lookup;
        if (asked == null || asked.isDone()) {
            asked = lookups.address(address.host());
            lookup = asked;
            CompletableFuture<Void> unused = asked.thenAcceptAsync(there -> known = there, loop);
        }
        String before = known;
        return before == null
                ? asked
                : asked.exceptionally(unknown -> before)
                        .completeOnTimeout(before, patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What the files of a secured connection give. */
    private static SslContext context(TlsFiles tls) throws IOException {
        return SslContextBuilder.forClient()
                .keyManager(tls.files().keys().orElse(null))
                .trustManager(tls.files().trust().orElse(null))
                .protocols("TLSv1.3", "TLSv1.2")
                .build();
    }

    private CompletionStage<?> open(Prepared prepared, Duration within) {
        Session fresh = new Session(prepared, within);
        session = fresh;
        return fresh.transport.connect().thenCompose(done -> fresh.secured());
    }

    private Answer failed(Throwable thrown) {
        Throwable cause = thrown;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = String.valueOf(cause.getMessage());
        if (cause instanceof UnusableFile) {
            return Answer.failed(Trouble.TLS, message);
        }
        if (cause instanceof SSLException) {
            return Answer.failed(Trouble.TLS, tlsSentence(cause));
        }
        if (cause instanceof UnknownHostException) {
            return Answer.failed(Trouble.NOT_CONNECTED, "no address is known for the name '" + address.host() + "'");
        }
        if (cause instanceof ConnectException && message.contains("refused")) {
            return Answer.failed(Trouble.REFUSED, "nobody listens at " + address.host() + ":" + address.port());
        }
        return Answer.failed(Trouble.NOT_CONNECTED, cause.getClass().getSimpleName() + ": " + message);
    }

    /** Says in words why a secured connection failed. */
    static String tlsSentence(Throwable broken) {
        return TlsTrouble.of("the device", broken)
                .map(TlsTrouble::sentence)
                .orElseGet(() -> "no secured connection: " + broken.getMessage());
    }

    @Override
    public boolean isConnected() {
        Session present = session;
        return present != null && present.open && present.transport.isConnected();
    }

    @Override
    public CompletionStage<Answer> ask(int unit, Request request) {
        Session present = session;
        return present == null || !present.open
                ? CompletableFuture.completedFuture(Answer.failed(Trouble.CLOSED, "the connection is closed"))
                : present.ask(unit, request);
    }

    /** On a serial line nothing tells a late answer from one to the next request: the connection is given up. */
    @Override
    public void abandon() {
        Session present = session;
        if (present != null) {
            present.pending = null;
            if (address.transport() == Transport.RTU_OVER_TCP) {
                drop();
            }
        }
    }

    @Override
    public void drop() {
        attempts++;
        Session present = session;
        session = null;
        if (present != null) {
            present.ended(Answer.failed(Trouble.CLOSED, "the connection is closed"));
            present.transport.disconnect();
        }
    }

    @Override
    public void close() {
        closed = true;
        drop();
    }

    /** A request that waits for its answer. */
    private record Pending(int transaction, int unit, Request request, CompletableFuture<Answer> answer) {}

    /** One connection, from connecting on. */
    private final class Session {

        private final ModbusClientTransport<?> transport;
        private final @Nullable SslContext tls;
        private final Duration within;
        private @Nullable SslHandler handler;
        private @Nullable Pending pending;
        private int transactions;
        private boolean open = true;
        private boolean answered;
        private @Nullable Answer end;

        Session(Prepared prepared, Duration within) {
            this.tls = prepared.tls();
            this.within = within;
            NettyClientTransportConfig config = NettyClientTransportConfig.create(builder -> {
                builder.setHostname(prepared.host());
                builder.setPort(address.port());
                builder.setConnectTimeout(within);
                builder.setConnectPersistent(false);
                builder.setEventLoopGroup(loop);
                builder.setExecutor(loop);
                builder.setPipelineCustomizer(this::guarded);
            });
            if (address.transport() == Transport.RTU_OVER_TCP) {
                NettyRtuClientTransport frames = new NettyRtuClientTransport(config);
                frames.receive(this::received);
                transport = frames;
            } else {
                NettyTcpClientTransport frames = new NettyTcpClientTransport(config);
                frames.receive(this::received);
                transport = frames;
            }
        }

        private void guarded(ChannelPipeline pipeline) {
            pipeline.addFirst(new FrameGuard(address.transport() == Transport.RTU_OVER_TCP, this::lost));
            TlsFiles files = address.tls();
            if (tls != null && files != null) {
                String name = files.name() == null ? address.host() : files.name();
                SslHandler first = tls.newHandler(pipeline.channel().alloc(), name, address.port());
                SSLParameters parameters = first.engine().getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                first.engine().setSSLParameters(parameters);
                first.setHandshakeTimeoutMillis(within.toMillis());
                pipeline.addFirst(first);
                handler = first;
            }
        }

        CompletionStage<?> secured() {
            SslHandler first = handler;
            CompletableFuture<Boolean> secured = new CompletableFuture<>();
            if (first == null) {
                secured.complete(true);
            } else {
                first.handshakeFuture().addListener(done -> {
                    if (done.isSuccess()) {
                        secured.complete(true);
                    } else {
                        secured.completeExceptionally(done.cause());
                    }
                });
            }
            return secured;
        }

        CompletionStage<Answer> ask(int unit, Request request) {
            transactions = (transactions + 1) & 0xFFFF;
            Pending asked = new Pending(transactions, unit, request, new CompletableFuture<>());
            pending = asked;
            sent(asked).whenComplete((done, thrown) -> {
                if (thrown != null) {
                    ended(Answer.failed(Trouble.CLOSED, "the request could not be sent: " + thrown.getMessage()));
                }
            });
            return asked.answer();
        }

        private CompletionStage<Void> sent(Pending asked) {
            byte[] pdu = asked.request().pdu();
            if (transport instanceof NettyRtuClientTransport frames) {
                // what may have come since the last answer is no beginning of the next
                frames.resetFrameParser();
                return frames.send(new ModbusRtuFrame(
                        asked.unit(), ByteBuffer.wrap(pdu), checksum(asked.unit(), ByteBuffer.wrap(pdu))));
            }
            MbapHeader header = new MbapHeader(asked.transaction(), 0, 1 + pdu.length, asked.unit());
            return ((NettyTcpClientTransport) transport).send(new ModbusTcpFrame(header, ByteBuffer.wrap(pdu)));
        }

        /** A frame with the number of its request; one with another number is an answer that came too late. */
        private void received(ModbusTcpFrame frame) {
            Pending asked = pending;
            if (asked != null && frame.header().transactionId() == asked.transaction()) {
                answered(asked, frame.header().unitId(), bytes(frame.pdu()));
            }
        }

        private void received(ModbusRtuFrame frame) {
            Pending asked = pending;
            if (asked == null) {
                return;
            }
            byte[] pdu = bytes(frame.pdu());
            ByteBuffer expected = checksum(frame.unitId(), ByteBuffer.wrap(pdu));
            if (expected.equals(frame.crc().duplicate().rewind())) {
                answered(asked, frame.unitId(), pdu);
            } else {
                lied("the checksum of an answer is wrong");
            }
        }

        private void answered(Pending asked, int unit, byte[] pdu) {
            if (unit != asked.unit()) {
                lied("unit " + unit + " answered, asked was unit " + asked.unit());
                return;
            }
            answered = true;
            Answer answer = asked.request().answer(pdu);
            if (answer.trouble() == Trouble.BAD_ANSWER && address.transport() == Transport.RTU_OVER_TCP) {
                lied(answer.detail());
                return;
            }
            pending = null;
            asked.answer().complete(answer);
        }

        /** Whose answers cannot be told apart is asked anew, on another connection. */
        private void lied(String how) {
            ended(Answer.failed(Trouble.BAD_ANSWER, how));
            transport.disconnect();
        }

        /** In TLS 1.3 a device judges our certificate after we think that we are connected. */
        private void lost(Answer why) {
            boolean judged = tls != null && !answered && why.trouble() == Trouble.CLOSED;
            ended(
                    judged
                            ? Answer.failed(
                                    Trouble.TLS,
                                    TlsTrouble.refused("the device", why.detail())
                                            .sentence())
                            : why);
        }

        /** The connection is over; the reason that is noted first is the one that counts. */
        private void ended(Answer why) {
            open = false;
            if (end == null) {
                end = why;
            }
            Pending asked = pending;
            pending = null;
            if (asked != null) {
                asked.answer().complete(end);
            }
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static ByteBuffer checksum(int unit, ByteBuffer pdu) {
        Crc16 crc = new Crc16();
        crc.update(unit);
        crc.update(pdu);
        return ByteBuffer.allocate(2)
                .put((byte) crc.getValue())
                .put((byte) (crc.getValue() >> 8))
                .flip();
    }
}
