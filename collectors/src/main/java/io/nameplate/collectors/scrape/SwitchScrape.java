/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.scrape;

import io.nameplate.collectors.inventory.PointValue;
import io.nameplate.collectors.inventory.Reading;
import io.nameplate.collectors.prometheus.Exposition;
import io.nameplate.collectors.prometheus.Fault;
import io.nameplate.collectors.prometheus.Format;
import io.nameplate.collectors.prometheus.Limits;
import io.nameplate.collectors.prometheus.PrometheusText;
import io.nameplate.collectors.prometheus.Sample;
import io.nameplate.collectors.witness.Witnesses;
import io.nameplate.model.language.AssetId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** The ports of one switch, as snmp_exporter shows the table of interfaces; those that no node hangs on are passed over. */
final class SwitchScrape implements Interpreter {

    /** Label of a listed port that the switch does not show. */
    static final String NO_PORT = "no_port";

    private static final String STATUS = "ifOperStatus";
    private static final ThreadLocal<PrometheusText> READERS =
            ThreadLocal.withInitial(() -> new PrometheusText(Limits.STANDARD));

    private final AssetId device;
    private final String label;
    private final Set<String> ports;
    private final Witnesses witnesses;
    private final BiConsumer<String, String> leftOut;

    /**
     * A switch.
     *
     * @param label the label that names a port
     * @param ports those that nodes hang on
     * @param witnesses puts together what several ports say of a node; of all switches of the source
     * @param leftOut takes the reason and the detail of what is left out
     */
    SwitchScrape(
            AssetId device, String label, Set<String> ports, Witnesses witnesses, BiConsumer<String, String> leftOut) {
        this.device = device;
        this.label = label;
        this.ports = Set.copyOf(ports);
        this.witnesses = witnesses;
        this.leftOut = leftOut;
    }

    @Override
    public boolean wantsBoot(long at) {
        return false;
    }

    @Override
    public boolean mayBeAskedLess() {
        return true;
    }

    @Override
    public Found read(Fetched text, Optional<Fetched> boot, long at) {
        Trouble failed = text.trouble();
        if (failed != null) {
            return new Found(List.of(), failed, text.detail());
        }
        Map<String, PointValue> seen = new TreeMap<>();
        READERS.get().read(text.body(), Format.ofContentType(text.contentType()), new Exposition() {
            @Override
            public void sample(Sample sample) {
                String port = sample.labels().get(label);
                if (sample.name().equals(STATUS) && port != null && ports.contains(port)) {
                    seen.put(port, PointValue.good(port, sample.value()));
                }
            }

            @Override
            public void bad(Fault fault, int line) {
                leftOut.accept(fault.label(), "line " + line);
            }
        });
        if (seen.isEmpty()) {
            return new Found(
                    List.of(), Trouble.EMPTY, "no " + STATUS + " of a listed port, by its label '" + label + "'");
        }
        Set<String> missing = new HashSet<>(ports);
        missing.removeAll(seen.keySet());
        missing.forEach(port -> leftOut.accept(NO_PORT, "port '" + port + "'"));
        List<Reading> said = witnesses.hear(device, at, List.copyOf(seen.values()));
        return new Found(said, null, "");
    }
}
