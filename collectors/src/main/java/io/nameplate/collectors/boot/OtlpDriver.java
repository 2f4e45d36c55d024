/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import io.nameplate.collectors.devices.Devices;
import io.nameplate.collectors.otlp.OtlpServer;
import io.nameplate.collectors.otlp.OtlpSource;
import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A listening port for each OTLP source. */
final class OtlpDriver implements Driver {

    private final Intake intake;
    private final Clock clock;
    private final Metrics metrics;
    private final Map<OtlpSource, OtlpServer> open = new LinkedHashMap<>();

    /** Begins to listen. */
    OtlpDriver(List<OtlpSource> given, Intake intake, Clock clock, Metrics metrics) throws IOException {
        this.intake = intake;
        this.clock = clock;
        this.metrics = metrics;
        listen(given);
    }

    @Override
    public void reload(Devices devices) throws IOException {
        listen(devices.otlp());
    }

    private synchronized void listen(List<OtlpSource> given) throws IOException {
        open.entrySet().removeIf(old -> {
            boolean gone = !given.contains(old.getKey());
            if (gone) {
                old.getValue().close();
            }
            return gone;
        });
        for (OtlpSource source : given) {
            if (!open.containsKey(source)) {
                Daemons threads = new Daemons("otlp");
                open.put(source, new OtlpServer(source, clock, threads, intake::take, intake::reads, metrics.otlp()));
            }
        }
    }

    /** Senders come and go; nothing is known of those that do not. */
    @Override
    public long sourcesAway() {
        return 0;
    }

    @Override
    public synchronized void close() {
        open.values().forEach(OtlpServer::close);
    }
}
