/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import io.nameplate.collectors.link.MqttLink;
import io.nameplate.collectors.modbus.DevicePoller;
import io.nameplate.collectors.modbus.DigitalPetriReader;
import io.nameplate.collectors.modbus.ModbusDevice;
import io.nameplate.collectors.mqtt.MqttSource;
import io.nameplate.collectors.mqtt.Subscription;
import io.nameplate.collectors.recorder.Recorder;
import io.netty.channel.nio.NioEventLoopGroup;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Everything that reads: a poller per device, a subscription per source. */
final class Drivers implements AutoCloseable {

    private static final int THREADS = 2;

    private final NioEventLoopGroup events = new NioEventLoopGroup(THREADS, new Daemons("modbus-net"));
    private final ExecutorService callbacks = Executors.newFixedThreadPool(THREADS, new Daemons("modbus-call"));
    private final ScheduledExecutorService polls = Executors.newScheduledThreadPool(1, new Daemons("modbus-poll"));
    private final List<DevicePoller> pollers = new ArrayList<>();
    private final List<Subscription> subscriptions = new ArrayList<>();
    private final List<MqttLink> links = new ArrayList<>();

    /** Begins to read. */
    Drivers(Devices devices, Plan plan, Recorder recorder, Clock clock, Metrics metrics) {
        for (ModbusDevice device : devices.modbus()) {
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
        for (MqttSource source : devices.mqtt()) {
            Subscription subscription = new Subscription(
                    source,
                    clock,
                    recorder::take,
                    asset -> recorder.measure(inventory -> inventory.reads(asset) ? 1 : 0) == 1,
                    fault -> metrics.messageFault(source.name(), fault));
            subscriptions.add(subscription);
            metrics.source(source.name(), subscription);
            links.add(plan.mqttClient()
                    .open(
                            new MqttLink.Settings(
                                    source.broker(),
                                    "nameplate-" + plan.collector() + "-" + source.name(),
                                    source.topics(),
                                    Optional.empty()),
                            subscription));
        }
    }

    /** Sources that are not connected now. */
    long sourcesAway() {
        return subscriptions.stream().filter(source -> !source.isConnected()).count();
    }

    @Override
    public void close() {
        pollers.forEach(DevicePoller::close);
        links.forEach(MqttLink::close);
        polls.shutdownNow();
        callbacks.shutdownNow();
        events.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}
