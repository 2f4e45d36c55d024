/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import io.nameplate.collectors.link.MqttClients;
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

    /**
     * Begins to listen.
     *
     * @param name what the client calls itself at the brokers, before the source's name
     */
    MqttDriver(
            List<MqttSource> sources,
            MqttClients client,
            String name,
            Intake intake,
            Clock clock,
            DriverEvents events) {
        for (MqttSource source : sources) {
            Subscription subscription = new Subscription(
                    source, clock, intake::take, intake::reads, fault -> events.messageFault(source.name(), fault));
            subscriptions.add(subscription);
            events.source(source.name(), subscription);
            MqttLink link = client.open(
                    new MqttLink.Settings(
                            source.broker(), name + "-" + source.name(), source.topics(), Optional.empty()),
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
    public Optional<String> report(String source) {
        return subscriptions.stream()
                .filter(subscription -> subscription.name().equals(source))
                .map(Subscription::report)
                .findFirst();
    }

    @Override
    public void close() {
        ticks.shutdownNow();
        links.forEach(MqttLink::close);
    }
}
