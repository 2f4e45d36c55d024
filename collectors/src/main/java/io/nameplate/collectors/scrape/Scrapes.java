/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.scrape;

import io.nameplate.collectors.dcgm.ExporterText;
import io.nameplate.collectors.dcgm.ValueFault;
import io.nameplate.collectors.inventory.Reading;
import io.nameplate.collectors.prometheus.Fault;
import io.nameplate.collectors.validate.SourceClock;
import io.nameplate.collectors.witness.Witnesses;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.language.Registry;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All targets of one source; which they are follows the registry. */
public final class Scrapes implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Scrapes.class);
    private static final int REMARKS = 100;

    private final ScrapeSource source;
    private final CollectorId collector;
    private final TargetLoop.Shared shared;
    private final ScrapeFaults faults;
    private final Map<String, TargetLoop> loops = new HashMap<>();
    private final Set<String> remarks = new HashSet<>();
    private final Witnesses ports;
    private final SourceClock clock = new SourceClock();
    private volatile Registry registry;
    private boolean closed;

    /**
     * A source; {@link #follow} sets it off.
     *
     * @param fetcher its own
     * @param scheduler its threads are never blocked
     * @param readers read answers and hand on what they say, which may wait
     * @param sink takes the readings of each answer
     */
    public Scrapes(
            ScrapeSource source,
            CollectorId collector,
            Registry registry,
            Fetcher fetcher,
            ScheduledExecutorService scheduler,
            Executor readers,
            Clock clock,
            Consumer<List<Reading>> sink,
            ScrapeFaults faults) {
        this.source = source;
        this.collector = collector;
        this.registry = registry;
        this.faults = faults;
        this.ports = new Witnesses(source.ports().rules(source.hold()));
        this.shared = new TargetLoop.Shared(source, fetcher, scheduler, readers, clock, sink, faults);
    }

    /** Asks the targets that a registry gives from now on: new ones begin, changed ones begin anew, others end. */
    public synchronized void follow(Registry version) {
        if (closed) {
            return;
        }
        registry = version;
        Map<String, Target> wanted = new HashMap<>();
        source.targets(version, collector).forEach(target -> wanted.put(target.id(), target));
        loops.values().removeIf(loop -> {
            boolean stays = loop.target().equals(wanted.get(loop.target().id()));
            if (!stays) {
                loop.close();
            }
            return !stays;
        });
        wanted.forEach((id, target) -> loops.computeIfAbsent(id, fresh -> begun(target)));
    }

    /** Looks whether its certificates were exchanged, which is done now and then anyway. */
    public void renew() {
        shared.fetcher().renew();
    }

    private TargetLoop begun(Target target) {
        TargetLoop loop = new TargetLoop(shared, target, interpreter(target));
        loop.start();
        return loop;
    }

    /** Asks each of some targets a single time; completes when all have answered or are known not to. */
    public CompletableFuture<Void> askOnce(List<Target> targets) {
        return CompletableFuture.allOf(targets.stream()
                .map(target -> new TargetLoop(shared, target, interpreter(target)).askOnce())
                .toArray(CompletableFuture<?>[]::new));
    }

    private Interpreter interpreter(Target target) {
        return switch (source.kind()) {
            case DCGM -> exporter(target);
            case VLLM -> new EndpointScrape(new AssetId(target.id()), reason -> faults.leftOut(source.name(), reason));
            case REDFISH -> new BmcScrape(new NodeId(target.id()), source.hold());
            case SNMP_IF -> ports(target, new AssetId(target.id()));
        };
    }

    private SwitchScrape ports(Target target, AssetId device) {
        return new SwitchScrape(device, source.ports().label(), source.ports().of(device), ports, (reason, detail) -> {
            faults.leftOut(source.name(), reason);
            remark(target, reason, detail);
        });
    }

    private NodeScrape exporter(Target target) {
        return new NodeScrape(
                new NodeId(target.id()),
                source.frozenAfter(),
                node -> registry.nodes().containsKey(node),
                new ExporterText.Faults() {
                    @Override
                    public void badLine(Fault why, int line) {
                        faults.leftOut(source.name(), why.label());
                        remark(target, why.label(), "line " + line);
                    }

                    @Override
                    public void leftOut(ValueFault why, String name, double value) {
                        faults.leftOut(source.name(), why.label());
                        remark(target, why.label(), name + " " + value);
                    }
                },
                clock);
    }

    /** Says the first of each kind per target; a hundred are enough for anybody to look. */
    private void remark(Target target, String reason, String detail) {
        synchronized (remarks) {
            if (remarks.size() == REMARKS || !remarks.add(target.id() + " " + reason)) {
                return;
            }
        }
        LOG.atWarn()
                .addKeyValue("source", source.name())
                .addKeyValue("target", target.id())
                .addKeyValue("reason", reason)
                .addKeyValue("detail", detail)
                .log("part of an answer left out");
    }

    /** How far the clocks of its nodes are off: see {@link SourceClock#offsetSeconds}. */
    public double clockOffsetSeconds() {
        return clock.offsetSeconds(shared.clock().millis());
    }

    /** How many targets there are. */
    public synchronized int targets() {
        return loops.size();
    }

    /** How many targets gave nothing that could be used when they were last asked. */
    public synchronized long away() {
        return loops.values().stream().filter(loop -> !loop.isWell()).count();
    }

    @Override
    public synchronized void close() {
        closed = true;
        loops.values().forEach(TargetLoop::close);
        shared.fetcher().close();
    }
}
