/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.nameplate.access.broker.LinkTrouble;
import io.nameplate.collectors.dcgm.Contradiction;
import io.nameplate.collectors.dcgm.CrossChecks;
import io.nameplate.collectors.inventory.Discord;
import io.nameplate.collectors.inventory.Inventory;
import io.nameplate.collectors.inventory.PointValue;
import io.nameplate.collectors.inventory.Refusal;
import io.nameplate.collectors.modbus.PollEnd;
import io.nameplate.collectors.mqtt.Remarks;
import io.nameplate.collectors.mqtt.Subscription;
import io.nameplate.collectors.orders.OrderPost;
import io.nameplate.collectors.otlp.OtlpFaults;
import io.nameplate.collectors.otlp.OtlpServer;
import io.nameplate.collectors.publish.PublishStats;
import io.nameplate.collectors.publish.Publisher;
import io.nameplate.collectors.readings.BadLine;
import io.nameplate.collectors.recorder.Recorder;
import io.nameplate.collectors.scrape.ScrapeFaults;
import io.nameplate.collectors.scrape.Scrapes;
import io.nameplate.collectors.spool.Endurance;
import io.nameplate.collectors.spool.Spool;
import io.nameplate.collectors.spool.SpoolStats;
import io.nameplate.collectors.witness.Witnesses;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.wire.ValueFlag;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** What a collector counts, for /q/metrics; every name begins with nameplate. */
@ApplicationScoped
public class Metrics implements DriverEvents {

    private static final String MODBUS_TROUBLE = "nameplate.modbus.trouble";
    private static final String MESSAGES = "nameplate.mqtt.messages";
    private static final String CONTRADICTING = "nameplate.witnesses.contradicting";

    /** Of how long a device takes to answer: from one on the same switch to a serial line behind a gateway. */
    private static final Duration[] POLL_BUCKETS = Stream.of(2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000)
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final MeterRegistry meters;
    private final Map<AssetId, String> troubles = new ConcurrentHashMap<>();

    /** Metrics in a registry. */
    public Metrics(MeterRegistry meters) {
        this.meters = meters;
    }

    @Override
    public void polled(PollEnd end) {
        Tags device = Tags.of("device", end.device().value(), "unit", Integer.toString(end.unit()));
        meters.counter("nameplate.modbus.polls", device.and("outcome", end.outcome()))
                .increment();
        if (!end.answering().isZero()) {
            Timer.builder("nameplate.modbus.poll")
                    .tags(device)
                    .serviceLevelObjectives(POLL_BUCKETS)
                    .register(meters)
                    .record(end.answering());
        }
        String before = troubles.put(end.device(), end.outcome());
        if (!end.outcome().equals(before) && !end.outcome().equals(PollEnd.OK)) {
            Gauge.builder(MODBUS_TROUBLE, troubles, now -> end.outcome().equals(now.get(end.device())) ? 1 : 0)
                    .tags(device.and("reason", end.outcome()))
                    .register(meters);
        }
    }

    /** That a device is in trouble is said of no device that is polled no more. */
    @Override
    public void gone(AssetId device) {
        troubles.remove(device);
        meters.getMeters().stream()
                .filter(meter -> meter.getId().getName().equals(MODBUS_TROUBLE))
                .filter(meter -> device.value().equals(meter.getId().getTag("device")))
                .forEach(meters::remove);
    }

    @Override
    public void messageFault(String source, Remarks.Reason fault) {
        meters.counter("nameplate.mqtt.faults", "source", source, "reason", fault.label())
                .increment();
    }

    /** A gauge of what is gone would go on to say what was last; counters stay, they are sums, but for one that the source keeps. */
    @Override
    public void gone(String name) {
        meters.getMeters().stream()
                .filter(meter -> meter.getId().getType() == Meter.Type.GAUGE
                        || meter.getId().getName().equals(MESSAGES))
                .filter(meter -> name.equals(meter.getId().getTag("source")))
                .forEach(meters::remove);
    }

    void reloaded(boolean taken) {
        meters.counter("nameplate.reloads", "outcome", taken ? "ok" : "refused").increment();
    }

    void flagged(AssetId asset, PointValue value) {
        meters.counter(
                        "nameplate.readings.flagged",
                        "asset",
                        asset.value(),
                        "quality",
                        value.quality().name().toLowerCase(Locale.ROOT),
                        "reason",
                        value.reason().label())
                .increment();
    }

    /** Of nodes there are too many for a label. */
    void flagged(ValueFlag said) {
        meters.counter(
                        "nameplate.gpu.readings.flagged",
                        "value",
                        said.of().label(),
                        "quality",
                        said.quality().name().toLowerCase(Locale.ROOT),
                        "reason",
                        said.reason().label())
                .increment();
    }

    /** Counts how scrapes of all sources go. */
    ScrapeFaults scrapes() {
        return new ScrapeFaults() {
            @Override
            public void ended(String source, String outcome, Duration took) {
                meters.counter("nameplate.scrapes", "source", source, "outcome", outcome)
                        .increment();
                meters.timer("nameplate.scrape", "source", source).record(took);
            }

            @Override
            public void leftOut(String source, String reason) {
                meters.counter("nameplate.scrape.faults", "source", source, "reason", reason)
                        .increment();
            }
        };
    }

    /** Counts how OTLP requests of all sources go. */
    OtlpFaults otlp() {
        return new OtlpFaults() {
            @Override
            public void answered(String source, int status) {
                meters.counter("nameplate.otlp.requests", "source", source, "status", Integer.toString(status))
                        .increment();
            }

            @Override
            public void leftOut(String source, String reason) {
                meters.counter("nameplate.otlp.faults", "source", source, "reason", reason)
                        .increment();
            }

            @Override
            public void passedOver(String source, long points) {
                meters.counter("nameplate.otlp.passed.over", "source", source, "reason", "unused_metric")
                        .increment((double) points);
            }
        };
    }

    void contradiction(Contradiction what) {
        meters.counter("nameplate.gpu.contradictions", "reason", what.label()).increment();
    }

    void contradicting(CrossChecks checks) {
        Gauge.builder("nameplate.gpus.contradicting", checks, CrossChecks::contradicting)
                .register(meters);
    }

    void scraped(String name, Scrapes scrapes) {
        gone(name);
        clockOffset(name, scrapes, Scrapes::clockOffsetSeconds);
        Gauge.builder("nameplate.scrape.targets", scrapes, Scrapes::targets)
                .tag("source", name)
                .register(meters);
        Gauge.builder("nameplate.scrape.targets.away", scrapes, Scrapes::away)
                .tag("source", name)
                .register(meters);
    }

    void refused(Refusal refusal) {
        meters.counter("nameplate.readings.refused", "reason", refusal.label()).increment();
    }

    void badLine(BadLine line) {
        meters.counter("nameplate.replay.bad.lines", "reason", line.why().label())
                .increment();
    }

    private <T> void clockOffset(String source, T whose, ToDoubleFunction<T> seconds) {
        Gauge.builder("nameplate.source.clock.offset.seconds", whose, seconds)
                .tag("source", source)
                .register(meters);
    }

    @Override
    public void listens(OtlpServer server) {
        gone(server.source().name());
        clockOffset(server.source().name(), server, OtlpServer::clockOffsetSeconds);
    }

    @Override
    public void source(String name, Subscription subscription) {
        gone(name);
        clockOffset(name, subscription, Subscription::clockOffsetSeconds);
        FunctionCounter.builder(MESSAGES, subscription, Subscription::messages)
                .tag("source", name)
                .register(meters);
        troubles("nameplate.mqtt.trouble", Tags.of("source", name), subscription, Subscription::trouble);
        Gauge.builder("nameplate.mqtt.connected", subscription, source -> source.isConnected() ? 1 : 0)
                .tag("source", name)
                .register(meters);
    }

    void orders(OrderPost post) {
        Gauge.builder("nameplate.orders.pending", post, OrderPost::pending).register(meters);
        FunctionCounter.builder("nameplate.orders.recorded", post, OrderPost::recorded)
                .register(meters);
        FunctionCounter.builder("nameplate.orders.refused", post, OrderPost::refused)
                .register(meters);
    }

    void recorder(Recorder recorder, Clock clock) {
        inventory("nameplate.nodes.expected", recorder, Inventory::expectedNodes);
        inventory("nameplate.nodes.absent", recorder, Inventory::absentNodes);
        for (Discord kind : Discord.values()) {
            Gauge.builder(CONTRADICTING, recorder, open -> open.measure(inventory -> inventory.discords(kind)))
                    .tag("between", kind.label())
                    .register(meters);
        }
        Gauge.builder("nameplate.through.seconds", recorder, Recorder::through).register(meters);
        Gauge.builder("nameplate.through.lag.seconds", recorder, open -> clock.millis() / 1_000.0 - open.through())
                .register(meters);
        Gauge.builder(
                        "nameplate.recording",
                        recorder,
                        open -> open.failed() || open.stalled() || open.waitsUntil() > 0 ? 0 : 1)
                .register(meters);
        FunctionCounter.builder("nameplate.append.failures", recorder, Recorder::appendFailures)
                .register(meters);
        FunctionCounter.builder("nameplate.left.out.seconds", recorder, Recorder::leftOutSeconds)
                .register(meters);
    }

    void witnesses(Witnesses witnesses, Clock clock) {
        Gauge.builder(CONTRADICTING, witnesses, open -> open.contradicting(clock.millis()))
                .tag("between", "entries")
                .register(meters);
    }

    private void inventory(String name, Recorder recorder, ToLongFunction<Inventory> what) {
        Gauge.builder(name, recorder, open -> open.measure(what)).register(meters);
    }

    void spool(Spool spool, Clock clock) {
        Endurance endurance = new Endurance();
        Gauge.builder("nameplate.spool.hours.left", spool, open -> {
                    synchronized (endurance) {
                        return endurance
                                .hours(open.stats(), open.mostBytes(), clock.millis())
                                .orElse(Double.NaN);
                    }
                })
                .register(meters);
        counter("nameplate.records.produced", spool, SpoolStats::produced);
        counter("nameplate.records.committed", spool, SpoolStats::committed);
        counter("nameplate.records.lost", spool, SpoolStats::lost);
        gauge("nameplate.records.pending", spool, SpoolStats::pending);
        gauge("nameplate.spool.bytes", spool, SpoolStats::bytes);
        gauge("nameplate.records.residual", spool, SpoolStats::residual);
    }

    private void counter(String name, Spool spool, ToDoubleFunction<SpoolStats> what) {
        FunctionCounter.builder(name, spool, open -> what.applyAsDouble(open.stats()))
                .register(meters);
    }

    private void gauge(String name, Spool spool, ToDoubleFunction<SpoolStats> what) {
        Gauge.builder(name, spool, open -> what.applyAsDouble(open.stats())).register(meters);
    }

    void publisher(Publisher publisher) {
        published("nameplate.records.sent", publisher, PublishStats::sent);
        published("nameplate.records.resent", publisher, PublishStats::resent);
        published("nameplate.records.undelivered", publisher, PublishStats::undelivered);
        published("nameplate.publish.go.backs", publisher, PublishStats::goBacks);
        published("nameplate.publish.bad.cursors", publisher, PublishStats::badCursors);
        published("nameplate.publish.passed.over.cursors", publisher, PublishStats::passedOver);
        Puback.REFUSALS.values().forEach(reason -> refusals(publisher, reason));
        refusals(publisher, Puback.OTHER);
        troubles(
                "nameplate.publish.trouble",
                Tags.empty(),
                publisher,
                open -> open.stats().trouble());
        Gauge.builder(
                        "nameplate.publish.connected",
                        publisher,
                        open -> open.stats().connected() ? 1 : 0)
                .register(meters);
    }

    private void refusals(Publisher publisher, String reason) {
        FunctionCounter.builder(
                        "nameplate.publish.refused",
                        publisher,
                        open -> open.stats().pubackRefused().entrySet().stream()
                                .filter(each -> Puback.label(each.getKey()).equals(reason))
                                .mapToLong(Map.Entry::getValue)
                                .sum())
                .tag("reason", reason)
                .register(meters);
    }

    /** Of every reason why a connection can be away a gauge that is 1 while it is the one. */
    private <T> void troubles(String name, Tags tags, T whose, Function<T, Optional<LinkTrouble>> now) {
        for (LinkTrouble.Reason reason : LinkTrouble.Reason.values()) {
            Gauge.builder(
                            name,
                            whose,
                            open -> now.apply(open)
                                    .filter(trouble -> trouble.reason() == reason)
                                    .map(trouble -> 1)
                                    .orElse(0))
                    .tags(tags.and("reason", reason.label()))
                    .register(meters);
        }
    }

    private void published(String name, Publisher publisher, ToDoubleFunction<PublishStats> what) {
        FunctionCounter.builder(name, publisher, open -> what.applyAsDouble(open.stats()))
                .register(meters);
    }
}
