/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.scrape;

import io.nameplate.collectors.inventory.Reading;
import io.nameplate.collectors.prometheus.Exposition;
import io.nameplate.collectors.prometheus.Fault;
import io.nameplate.collectors.prometheus.Format;
import io.nameplate.collectors.prometheus.Limits;
import io.nameplate.collectors.prometheus.PrometheusText;
import io.nameplate.collectors.prometheus.Sample;
import io.nameplate.collectors.validate.SourceClock.Stamp;
import io.nameplate.collectors.vllm.EndpointCounters;
import io.nameplate.model.language.AssetId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The counters of one inference endpoint. */
final class EndpointScrape implements Interpreter {

    /** Label of a counter whose value is no count. */
    static final String BAD_VALUE = "bad_value";

    private static final ThreadLocal<PrometheusText> READERS =
            ThreadLocal.withInitial(() -> new PrometheusText(Limits.STANDARD));

    private final AssetId endpoint;
    private final Consumer<String> leftOut;

    EndpointScrape(AssetId endpoint, Consumer<String> leftOut) {
        this.endpoint = endpoint;
        this.leftOut = leftOut;
    }

    @Override
    public boolean wantsBoot(long at) {
        return false;
    }

    @Override
    public Found read(Fetched text, Optional<Fetched> boot, long at) {
        if (text.trouble() != null) {
            return new Found(List.of(), text.trouble(), text.detail());
        }
        EndpointCounters counters = new EndpointCounters();
        READERS.get().read(text.body(), Format.ofContentType(text.contentType()), new Exposition() {
            @Override
            public void sample(Sample sample) {
                if (!counters.take(endpoint, Stamp.of(at), sample.name(), sample.labels(), sample.value())) {
                    leftOut.accept(BAD_VALUE);
                }
            }

            @Override
            public void bad(Fault fault, int line) {
                leftOut.accept(fault.label());
            }
        });
        List<Reading> readings = new ArrayList<>();
        counters.readings(readings);
        return readings.isEmpty()
                ? new Found(List.of(), Trouble.EMPTY, "no counter that is used")
                : new Found(readings, null, "");
    }
}
