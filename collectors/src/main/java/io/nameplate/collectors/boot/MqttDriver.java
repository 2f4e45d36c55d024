/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import io.nameplate.collectors.link.MqttLink;
import io.nameplate.collectors.mqtt.MqttSource;
import io.nameplate.collectors.mqtt.Subscription;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A subscription for each MQTT source. */
final class MqttDriver implements Driver {

    private static final long TICK_MILLIS = 1_000;

    private final List<Subscription> subscriptions = new ArrayList<>();
    private final List<MqttLink> links = new ArrayList<>();
    private final ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor(new Daemons("mqtt-tick"));

    /** Begins to listen. */
    MqttDriver(List<MqttSource> sources, Plan plan, Intake intake, Clock clock, Metrics metrics) {
        for (MqttSource source : sources) {
            Subscription subscription = new Subscription(
                    source, clock, intake::take, intake::reads, fault -> metrics.messageFault(source.name(), fault));
            subscriptions.add(subscription);
            metrics.source(source.name(), subscription);
            MqttLink link = plan.mqttClient()
                    .open(
                            new MqttLink.Settings(
                                    source.broker(),
                                    "nameplate-" + plan.collector() + "-" + source.name(),
                                    source.topics(),
                                    Optional.empty()),
                            subscription);
            subscription.on(link);
            links.add(link);
        }
        Future<?> unused = ticks.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        subscriptions.forEach(Subscription::tick);
    }

    @Override
    public long sourcesAway() {
        return subscriptions.stream().filter(source -> !source.isConnected()).count();
    }

    @Override
    public void close() {
        ticks.shutdownNow();
        links.forEach(MqttLink::close);
    }
}
