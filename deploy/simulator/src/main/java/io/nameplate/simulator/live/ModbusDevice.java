/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.live;

import com.digitalpetri.modbus.exceptions.ModbusResponseException;
import com.digitalpetri.modbus.exceptions.UnknownUnitIdException;
import com.digitalpetri.modbus.pdu.ReadHoldingRegistersRequest;
import com.digitalpetri.modbus.pdu.ReadHoldingRegistersResponse;
import com.digitalpetri.modbus.server.ModbusRequestContext;
import com.digitalpetri.modbus.server.ModbusServices;
import com.digitalpetri.modbus.server.ModbusTcpServer;
import com.digitalpetri.modbus.tcp.server.NettyTcpServerTransport;
import io.nameplate.simulator.facility.Device;
import io.nameplate.simulator.facility.Instruments;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;

/** One device as a Modbus TCP server on loopback, unit 1. Its registers change as a whole, once a second. */
final class ModbusDevice {

    static final int UNIT = 1;
    private static final int ILLEGAL_DATA_ADDRESS = 2;
    private static final int MOST_REGISTERS = 125;

    private final Device device;
    private final RegisterMap map;
    private final ModbusTcpServer server;
    private final int port;
    private volatile byte[] image;

    /** Serves a device; port 0 takes a free one. */
    ModbusDevice(Device device, Instruments instruments, int port, EventLoopGroup loop, ExecutorService workers)
            throws IOException, InterruptedException {
        this.device = device;
        map = new RegisterMap(device);
        image = map.image(instruments);
        CompletableFuture<Integer> bound = new CompletableFuture<>();
        NettyTcpServerTransport transport = NettyTcpServerTransport.create(config -> {
            config.setBindAddress("127.0.0.1");
            config.setPort(port);
            config.setEventLoopGroup(loop);
            config.setExecutor(workers);
            config.setBootstrapCustomizer(bootstrap -> bootstrap.handler(new BoundPort(bound)));
        });
        server = ModbusTcpServer.create(transport, new Registers());
        try {
            server.start();
            this.port = bound.get();
        } catch (ExecutionException failed) {
            throw new IOException(
                    "Modbus device " + device.asset() + " cannot listen on 127.0.0.1:" + port + ": "
                            + failed.getCause(),
                    failed);
        }
    }

    Device device() {
        return device;
    }

    int port() {
        return port;
    }

    void show(Instruments instruments) {
        image = map.image(instruments);
    }

    void stop() throws InterruptedException {
        try {
            server.stop();
        } catch (ExecutionException failed) {
            System.out.println("Modbus device " + device.asset() + " did not stop cleanly: " + failed.getCause());
        }
    }

    private final class Registers implements ModbusServices {
        @Override
        public ReadHoldingRegistersResponse readHoldingRegisters(
                ModbusRequestContext context, int unit, ReadHoldingRegistersRequest request)
                throws ModbusResponseException, UnknownUnitIdException {
            if (unit != UNIT) {
                throw new UnknownUnitIdException(unit);
            }
            if (request.quantity() < 1
                    || request.quantity() > MOST_REGISTERS
                    || !map.has(request.address(), request.quantity())) {
                throw new ModbusResponseException(request.getFunctionCode(), ILLEGAL_DATA_ADDRESS);
            }
            return new ReadHoldingRegistersResponse(map.cut(image, request.address(), request.quantity()));
        }
    }

    /** Learns the port that the listening socket really has. */
    private static final class BoundPort extends ChannelInboundHandlerAdapter {
        private final CompletableFuture<Integer> bound;

        BoundPort(CompletableFuture<Integer> bound) {
            this.bound = bound;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) throws Exception {
            if (context.channel().localAddress() instanceof InetSocketAddress address) {
                bound.complete(address.getPort());
            }
            super.channelActive(context);
        }
    }
}
