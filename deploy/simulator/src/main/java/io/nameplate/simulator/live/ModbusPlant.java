/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.live;

import io.nameplate.simulator.facility.Device;
import io.nameplate.simulator.facility.Instruments;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** All devices of the site, one port each. */
final class ModbusPlant implements AutoCloseable {

    private final EventLoopGroup loop = new NioEventLoopGroup(1);
    private final ExecutorService workers = Executors.newFixedThreadPool(2, task -> {
        Thread thread = new Thread(task, "modbus");
        thread.setDaemon(true);
        return thread;
    });
    private final List<ModbusDevice> devices = new ArrayList<>();

    /** Starts every device, on consecutive ports from a base or, with base 0, on free ones. */
    ModbusPlant(Instruments instruments, int basePort) throws IOException, InterruptedException {
        for (Device device : instruments.devices()) {
            int port = basePort == 0 ? 0 : basePort + devices.size();
            devices.add(new ModbusDevice(device, instruments, port, loop, workers));
        }
    }

    List<ModbusDevice> devices() {
        return devices;
    }

    void show(Instruments instruments) {
        devices.forEach(device -> device.show(instruments));
    }

    @Override
    public void close() throws InterruptedException {
        for (ModbusDevice device : devices) {
            device.stop();
        }
        workers.shutdown();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(2, TimeUnit.SECONDS);
    }
}
