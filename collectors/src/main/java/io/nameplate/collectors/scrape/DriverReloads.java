/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.scrape;

import io.nameplate.collectors.dcgm.ExporterText.Seen;
import java.util.Map;

/**
 * Tells when the driver of a node was loaded anew though the node did not boot: it has another version, or the energy that GPUs
 * have used since their driver was loaded is less than before, of every GPU that says it under the same name. One GPU alone was
 * reset, or lies. Failures in between change nothing: it is the driver that counts, not the exporter.
 */
final class DriverReloads {

    private String version = "";
    private Map<String, Double> energy = Map.of();
    private boolean reloaded;

    /** Looks at a text; what comes first is compared with nothing. */
    void see(Seen seen) {
        boolean another = !version.isEmpty() && !seen.driver().isEmpty() && !version.equals(seen.driver());
        reloaded |= another || fell(seen.energy());
        version = seen.driver().isEmpty() ? version : seen.driver();
        energy = seen.energy().isEmpty() ? energy : seen.energy();
    }

    /** Whether it was since this was asked the last time. */
    boolean told() {
        boolean was = reloaded;
        reloaded = false;
        return was;
    }

    private boolean fell(Map<String, Double> now) {
        boolean any = false;
        for (Map.Entry<String, Double> gpu : now.entrySet()) {
            double before = energy.getOrDefault(gpu.getKey(), -1.0);
            if (before >= 0 && gpu.getValue() >= before) {
                return false;
            }
            any |= before >= 0;
        }
        return any;
    }
}
