/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import io.nameplate.collectors.devices.Devices;
import io.nameplate.collectors.otlp.OtlpFaults;
import io.nameplate.collectors.otlp.OtlpServer;
import io.nameplate.collectors.otlp.OtlpSource;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A listening port for each OTLP source. */
final class OtlpDriver implements Driver {

    private static final Logger LOG = LoggerFactory.getLogger(OtlpDriver.class);

    private final Intake intake;
    private final Clock clock;
    private final OtlpFaults faults;
    private final DriverEvents events;
    private List<OtlpServer> open = List.of();

    /** Begins to listen. */
    OtlpDriver(List<OtlpSource> given, Intake intake, Clock clock, OtlpFaults faults, DriverEvents events)
            throws IOException {
        this.intake = intake;
        this.clock = clock;
        this.faults = faults;
        this.events = events;
        listen(given);
    }

    /** The ports that are listened on. */
    synchronized List<Integer> ports() {
        return open.stream().map(OtlpServer::port).toList();
    }

    @Override
    public void reload(Devices devices) throws IOException {
        listen(devices.otlp());
    }

    /**
     * A listener whose place stays goes over to the new settings without closing, with its certificates read anew. Others are opened
     * before those that are no longer wanted are closed, except where one holds the port of another.
     */
    private synchronized void listen(List<OtlpSource> given) throws IOException {
        List<OtlpServer> old = new ArrayList<>(open);
        List<String> names = open.stream().map(server -> server.source().name()).toList();
        List<OtlpServer> fresh = new ArrayList<>();
        List<Runnable> exchanges = new ArrayList<>();
        List<OtlpServer> next = new ArrayList<>();
        List<OtlpServer> inTheWay = new ArrayList<>();
        try {
            for (OtlpSource source : given) {
                Optional<OtlpServer> same = old.stream()
                        .filter(server -> server.source().listensLike(source))
                        .findFirst();
                if (same.isPresent()) {
                    exchanges.add(same.get().exchange(source));
                    old.remove(same.get());
                    next.add(same.get());
                }
            }
            for (OtlpSource source : given) {
                if (next.stream().noneMatch(server -> server.source().listensLike(source))) {
                    inTheWay.addAll(makeWay(source, old));
                    OtlpServer server = opened(source);
                    fresh.add(server);
                    next.add(server);
                }
            }
        } catch (IOException unusable) {
            fresh.forEach(OtlpServer::close);
            inTheWay.forEach(this::reopen);
            throw unusable;
        }
        exchanges.forEach(Runnable::run);
        old.forEach(OtlpServer::close);
        open = next;
        names.forEach(events::gone);
        next.forEach(events::listens);
    }

    /** Closes those that hold a source's port, once it is known that its files can be used. */
    private List<OtlpServer> makeWay(OtlpSource source, List<OtlpServer> old) throws IOException {
        List<OtlpServer> holders = old.stream()
                .filter(server -> source.port() != 0 && server.source().port() == source.port())
                .toList();
        if (!holders.isEmpty()) {
            source.tls().context();
            holders.forEach(OtlpServer::close);
            old.removeAll(holders);
        }
        return holders;
    }

    /** Has a source that made way for nothing listen again. */
    private void reopen(OtlpServer closed) {
        List<OtlpServer> now = new ArrayList<>(open);
        now.remove(closed);
        try {
            OtlpServer server = opened(closed.source());
            now.add(server);
            events.listens(server);
        } catch (IOException taken) {
            LOG.atError()
                    .setCause(taken)
                    .addKeyValue("source", closed.source().name())
                    .log("port cannot be listened on again");
        }
        open = now;
    }

    private OtlpServer opened(OtlpSource source) throws IOException {
        return new OtlpServer(source, clock, new Daemons("otlp"), intake::take, intake::reads, faults);
    }

    /** Senders come and go; nothing is known of those that do not. */
    @Override
    public long sourcesAway() {
        return 0;
    }

    @Override
    public synchronized void close() {
        open.forEach(OtlpServer::close);
    }
}
