/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import io.nameplate.access.broker.LinkTrouble;
import io.nameplate.collectors.devices.Devices;
import io.nameplate.collectors.inventory.NodeReading;
import io.nameplate.collectors.inventory.PlantReading;
import io.nameplate.collectors.inventory.PointValue;
import io.nameplate.collectors.inventory.Reachability;
import io.nameplate.collectors.inventory.Reading;
import io.nameplate.collectors.link.MqttClients;
import io.nameplate.collectors.modbus.PollEnd;
import io.nameplate.collectors.mqtt.Remarks;
import io.nameplate.collectors.mqtt.Subscription;
import io.nameplate.collectors.orders.OrderDesk;
import io.nameplate.collectors.validate.Validation;
import io.nameplate.collectors.witness.Witnesses;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.NodeId;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Reads everything that a device file names, once, and keeps nothing: neither spool nor registry nor ledger is needed. Every
 * Modbus device is polled a single time; sources are listened to for the time given.
 */
public final class DryRun {

    /**
     * What was seen.
     *
     * @param readings the last of each point, of each node, and of each who speaks for a node, in the order in which they were first heard
     * @param polls how the poll of each Modbus device ended
     * @param faults what was wrong with messages, counted by source and reason
     * @param silent sources without a connection at the end, and why as far as that is known
     */
    public record Report(
            List<Reading> readings,
            List<PollEnd> polls,
            Map<String, Map<String, Long>> faults,
            Map<String, String> silent) {}

    private final Validation validation;
    private final Witnesses witnesses;
    private final Map<Object, Reading> readings = new HashMap<>();
    private final List<Object> order = new ArrayList<>();
    private final Map<String, PollEnd> polls = new ConcurrentHashMap<>();
    private final Map<String, Map<String, Long>> faults = new TreeMap<>();
    private final Map<String, Subscription> sources = new TreeMap<>();

    private DryRun(Devices devices) {
        this.validation = new Validation(devices.rules(), (asset, value) -> {});
        this.witnesses = new Witnesses(devices.witnesses());
    }

    /**
     * Reads.
     *
     * @param listening how long sources are listened to, and the longest that devices are waited for
     */
    public static Report of(Devices devices, MqttClients client, Duration listening)
            throws InterruptedException, IOException {
        Clock clock = Clock.systemUTC();
        DryRun run = new DryRun(devices);
        Intake intake = run.new Seeing();
        DriverEvents events = run.new Hearing();
        long until = System.nanoTime() + listening.toNanos();
        String name = "nameplate-dry-run-" + ProcessHandle.current().pid();
        try (MqttDriver mqtt = new MqttDriver(devices.mqtt(), client, name, intake, OrderDesk.NOBODY, clock, events);
                ModbusDriver modbus = ModbusDriver.once(devices.modbus(), intake, clock, events);
                ScrapeOnce scrapes = new ScrapeOnce(intake, clock, run::faulted)) {
            CompletableFuture<Void> asked = scrapes.ask(devices.scrape());
            modbus.done()
                    .completeOnTimeout(null, listening.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
            asked.completeOnTimeout(null, listening.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
            if (!devices.mqtt().isEmpty()) {
                TimeUnit.NANOSECONDS.sleep(until - System.nanoTime());
            }
            return run.report();
        }
    }

    private synchronized Report report() {
        return new Report(
                order.stream().map(readings::get).toList(),
                List.copyOf(new TreeMap<>(polls).values()),
                Map.copyOf(faults),
                silent());
    }

    private Map<String, String> silent() {
        Map<String, String> silent = new TreeMap<>();
        sources.forEach((name, source) -> {
            if (!source.isConnected()) {
                silent.put(name, source.trouble().map(LinkTrouble::sentence).orElse(""));
            }
        });
        return silent;
    }

    private synchronized void faulted(String source, String reason) {
        faults.computeIfAbsent(source, key -> new TreeMap<>()).merge(reason, 1L, Long::sum);
    }

    private synchronized void see(Object key, Reading reading) {
        if (readings.put(key, reading) == null) {
            order.add(key);
        }
    }

    private record PointOf(AssetId asset, String point) {}

    private record SaidOf(NodeId node, Reachability.Teller teller) {}

    private final class Seeing implements Intake {

        @Override
        public void takeAt(AssetId asset, long at, List<PointValue> values) {
            List<PointValue> checked = validation.check(asset, at, values);
            checked.forEach(value -> see(new PointOf(asset, value.point()), new PlantReading(asset, at, value)));
            witnesses.hear(asset, at, checked).forEach(said -> see(key(said), said));
        }

        @Override
        public boolean take(List<Reading> taken) {
            List<Reading> checked = validation.check(taken);
            checked.forEach(reading -> see(key(reading), reading));
            witnesses.hear(checked).forEach(said -> see(key(said), said));
            return true;
        }

        private static Object key(Reading reading) {
            if (reading instanceof PlantReading plant) {
                return new PointOf(plant.asset(), plant.point());
            }
            return reading instanceof Reachability said
                    ? new SaidOf(said.node(), said.teller())
                    : ((NodeReading) reading).node();
        }

        @Override
        public boolean reads(AssetId asset) {
            return true;
        }
    }

    private final class Hearing implements DriverEvents {

        @Override
        public void polled(PollEnd end) {
            polls.put(end.device().value(), end);
        }

        @Override
        public void messageFault(String source, Remarks.Reason fault) {
            faulted(source, fault.label());
        }

        @Override
        public void gone(String name) {
            throw new IllegalStateException("source " + name + " ends only with the run");
        }

        @Override
        public void source(String name, Subscription subscription) {
            synchronized (DryRun.this) {
                sources.put(name, subscription);
            }
        }
    }
}
