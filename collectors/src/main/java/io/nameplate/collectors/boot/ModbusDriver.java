/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import io.nameplate.collectors.modbus.DevicePoller;
import io.nameplate.collectors.modbus.DigitalPetriReader;
import io.nameplate.collectors.modbus.ModbusDevice;
import io.nameplate.collectors.recorder.Recorder;
import io.netty.channel.nio.NioEventLoopGroup;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A poller for each Modbus device. */
final class ModbusDriver implements Driver {

    private static final int THREADS = 2;

    private final NioEventLoopGroup events = new NioEventLoopGroup(THREADS, new Daemons("modbus-net"));
    private final ExecutorService callbacks = Executors.newFixedThreadPool(THREADS, new Daemons("modbus-call"));
    private final ScheduledExecutorService polls = Executors.newScheduledThreadPool(1, new Daemons("modbus-poll"));
    private final List<DevicePoller> pollers = new ArrayList<>();

    /** Begins to poll. */
    ModbusDriver(List<ModbusDevice> devices, Recorder recorder, Clock clock, Metrics metrics) {
        for (ModbusDevice device : devices) {
            DevicePoller poller = new DevicePoller(
                    device,
                    new DigitalPetriReader(device.host(), device.port(), device.timeout(), events, callbacks),
                    polls,
                    clock,
                    recorder::takeNow,
                    metrics::polled);
            pollers.add(poller);
            poller.start();
        }
    }

    /** A device has no connection that lasts; its polls say whether it answers. */
    @Override
    public long sourcesAway() {
        return 0;
    }

    @Override
    public void close() {
        pollers.forEach(DevicePoller::close);
        polls.shutdownNow();
        callbacks.shutdownNow();
        events.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}
