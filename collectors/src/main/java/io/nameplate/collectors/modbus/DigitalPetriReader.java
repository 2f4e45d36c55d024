/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import com.digitalpetri.modbus.client.ModbusTcpClient;
import com.digitalpetri.modbus.exceptions.ModbusConnectException;
import com.digitalpetri.modbus.exceptions.ModbusResponseException;
import com.digitalpetri.modbus.exceptions.ModbusTimeoutException;
import com.digitalpetri.modbus.pdu.ModbusRequestPdu;
import com.digitalpetri.modbus.pdu.ModbusResponsePdu;
import com.digitalpetri.modbus.pdu.ReadHoldingRegistersRequest;
import com.digitalpetri.modbus.pdu.ReadHoldingRegistersResponse;
import com.digitalpetri.modbus.pdu.ReadInputRegistersRequest;
import com.digitalpetri.modbus.pdu.ReadInputRegistersResponse;
import com.digitalpetri.modbus.tcp.client.NettyTcpClientTransport;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * {@link ModbusReader} on the digitalpetri client, Modbus TCP. Any trouble but a Modbus exception drops the connection,
 * and the next request makes a new one: the client's own reconnecting is not used, so that a poll is never answered from
 * an old connection.
 */
public final class DigitalPetriReader implements ModbusReader {

    private final String host;
    private final int port;
    private final Duration timeout;
    private final EventLoopGroup events;
    private final ExecutorService executor;
    private @Nullable ModbusTcpClient client;
    private boolean closed;

    /**
     * A reader of one device.
     *
     * @param timeout the longest any request or connection attempt may take
     * @param events the client library's threads, shared by all readers
     * @param executor runs the client library's callbacks, shared by all readers
     */
    public DigitalPetriReader(
            String host, int port, Duration timeout, EventLoopGroup events, ExecutorService executor) {
        this.host = host;
        this.port = port;
        this.timeout = timeout;
        this.events = events;
        this.executor = executor;
    }

    @Override
    public CompletionStage<Answer> read(int unit, int function, int address, int words, Duration within) {
        ModbusRequestPdu request = function == 4
                ? new ReadInputRegistersRequest(address, words)
                : new ReadHoldingRegistersRequest(address, words);
        return connected()
                .thenCompose(connected -> connected.sendAsync(unit, request))
                .toCompletableFuture()
                .orTimeout(within.toMillis(), TimeUnit.MILLISECONDS)
                .handle((response, thrown) -> thrown == null ? answer(response) : failed(thrown));
    }

    private synchronized CompletableFuture<ModbusTcpClient> connected() {
        ModbusTcpClient present = client;
        if (closed) {
            return CompletableFuture.failedFuture(new IOException("the reader is closed"));
        }
        if (present != null && present.isConnected()) {
            return CompletableFuture.completedFuture(present);
        }
        drop();
        ModbusTcpClient fresh = ModbusTcpClient.create(
                NettyTcpClientTransport.create(config -> {
                    config.setHostname(host);
                    config.setPort(port);
                    config.setConnectTimeout(timeout);
                    config.setConnectPersistent(false);
                    config.setEventLoopGroup(events);
                    config.setExecutor(executor);
                }),
                config -> config.setRequestTimeout(timeout));
        client = fresh;
        return fresh.connectAsync().toCompletableFuture().thenApply(done -> fresh);
    }

    private static Answer answer(ModbusResponsePdu response) {
        if (response instanceof ReadHoldingRegistersResponse holding) {
            return Answer.of(holding.registers());
        }
        if (response instanceof ReadInputRegistersResponse input) {
            return Answer.of(input.registers());
        }
        return Answer.failed(Trouble.BAD_ANSWER, "an answer to another function: " + response);
    }

    private Answer failed(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null
                && (cause instanceof CompletionException || !(cause instanceof ModbusResponseException))) {
            cause = cause.getCause();
        }
        if (cause instanceof ModbusResponseException exception) {
            return Answer.failed(Trouble.EXCEPTION, String.valueOf(exception.getMessage()));
        }
        boolean wasConnected = isConnected();
        drop();
        String detail = cause.getClass().getSimpleName() + ": " + cause.getMessage();
        if (cause instanceof ConnectException) {
            return Answer.failed(detail.contains("refused") ? Trouble.REFUSED : Trouble.NOT_CONNECTED, detail);
        }
        if (cause instanceof TimeoutException || cause instanceof ModbusTimeoutException) {
            return Answer.failed(wasConnected ? Trouble.TIMEOUT : Trouble.NOT_CONNECTED, detail);
        }
        return Answer.failed(cause instanceof ModbusConnectException ? Trouble.NOT_CONNECTED : Trouble.CLOSED, detail);
    }

    private synchronized boolean isConnected() {
        ModbusTcpClient present = client;
        return present != null && present.isConnected();
    }

    private synchronized void drop() {
        ModbusTcpClient present = client;
        client = null;
        if (present != null) {
            present.disconnectAsync();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        drop();
    }
}
