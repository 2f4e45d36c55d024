/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import io.nameplate.collectors.devices.Devices;
import io.nameplate.collectors.link.MqttClients;
import io.nameplate.collectors.link.MqttLink;
import io.nameplate.collectors.mqtt.MqttSource;
import io.nameplate.collectors.mqtt.Subscription;
import io.nameplate.collectors.orders.OrderDesk;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A subscription for each MQTT source. */
final class MqttDriver implements Driver {

    private static final long TICK_MILLIS = 1_000;

    private final MqttClients client;
    private final String name;
    private final Intake intake;
    private final OrderDesk orders;
    private final Clock clock;
    private final DriverEvents events;
    private final Map<String, Open> open = new LinkedHashMap<>();
    private final ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor(new Daemons("mqtt-tick"));

    /** A source that is listened to. */
    private record Open(MqttSource source, Subscription subscription, MqttLink link) {}

    /**
     * Begins to listen.
     *
     * @param name what the client calls itself at the brokers, before the source's name
     * @param orders who is handed orders that were heard and verified
     */
    MqttDriver(
            List<MqttSource> sources,
            MqttClients client,
            String name,
            Intake intake,
            OrderDesk orders,
            Clock clock,
            DriverEvents events) {
        this.client = client;
        this.name = name;
        this.intake = intake;
        this.orders = orders;
        this.clock = clock;
        this.events = events;
        listen(sources);
        Future<?> unused = ticks.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void reload(Devices devices) {
        listen(devices.mqtt());
    }

    private synchronized void listen(List<MqttSource> sources) {
        open.values().removeIf(old -> {
            boolean changed = !sources.contains(old.source());
            if (changed) {
                old.link().close();
                events.gone(old.source().name());
            }
            return changed;
        });
        for (MqttSource source : sources) {
            open.computeIfAbsent(source.name(), fresh -> listen(source));
        }
    }

    private Open listen(MqttSource source) {
        Subscription subscription = new Subscription(
                source, clock, intake::take, intake::reads, orders, fault -> events.messageFault(source.name(), fault));
        events.source(source.name(), subscription);
        MqttLink link = source.version()
                .open(
                        client,
                        new MqttLink.Settings(
                                source.broker(),
                                name + "-" + source.name(),
                                source.topics(),
                                Optional.empty(),
                                source.access(),
                                source.allowance().maxBytes() + MqttLink.Settings.ROOM_BESIDE_MESSAGE,
                                kept(source)),
                        subscription);
        subscription.on(link);
        return new Open(source, subscription, link);
    }

    /** Of a run that hands no order on nothing is to be kept, for there is nobody who comes back for it. */
    private Duration kept(MqttSource source) {
        return orders.equals(OrderDesk.NOBODY) ? Duration.ZERO : source.format().kept();
    }

    private synchronized List<Open> opened() {
        return List.copyOf(open.values());
    }

    private void tick() {
        opened().forEach(each -> each.subscription().tick());
    }

    @Override
    public long sourcesAway() {
        return opened().stream()
                .filter(each -> !each.subscription().isConnected())
                .count();
    }

    @Override
    public Optional<String> report(String source) {
        return opened().stream()
                .filter(each -> each.source().name().equals(source))
                .map(each -> each.subscription().report())
                .findFirst();
    }

    @Override
    public void close() {
        ticks.shutdownNow();
        opened().forEach(each -> each.link().close());
    }
}
