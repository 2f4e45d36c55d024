/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import io.nameplate.collectors.link.MqttLink;
import io.nameplate.collectors.mqtt.MqttSource;
import io.nameplate.collectors.mqtt.Subscription;
import io.nameplate.collectors.recorder.Recorder;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A subscription for each MQTT source. */
final class MqttDriver implements Driver {

    private final List<Subscription> subscriptions = new ArrayList<>();
    private final List<MqttLink> links = new ArrayList<>();

    /** Begins to listen. */
    MqttDriver(List<MqttSource> sources, Plan plan, Recorder recorder, Clock clock, Metrics metrics) {
        for (MqttSource source : sources) {
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

    @Override
    public long sourcesAway() {
        return subscriptions.stream().filter(source -> !source.isConnected()).count();
    }

    @Override
    public void close() {
        links.forEach(MqttLink::close);
    }
}
