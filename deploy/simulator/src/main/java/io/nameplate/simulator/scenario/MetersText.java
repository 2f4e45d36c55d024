/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.scenario;

import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Writes what the registry says of meters, and of the endpoints of leases: assets that measure and are on no path. */
final class MetersText {

    private final Scenario scenario;
    private final Consumer<String> out;

    MetersText(Scenario scenario, Consumer<String> out) {
        this.scenario = scenario;
        this.out = out;
    }

    /** What the instruments of a CDU measure, behind its other keys; nothing where no lease promises a supply. */
    static String ofCdu(Scenario scenario, String cdu) {
        String blocks =
                scenario.blocksBehind(cdu).stream().map(Object::toString).collect(Collectors.joining(", "));
        return blocks.isEmpty() || !scenario.promisesSupply()
                ? ""
                : ", meters: [{measures: supply_temperature, point: coolant_supply_temp, blocks: [" + blocks
                        + "]}, {measures: flow, point: coolant_flow, blocks: [" + blocks + "]}]";
    }

    void write() {
        for (MeterPlan meter : scenario.meters()) {
            String blocks = meter.blocks().stream().map(Object::toString).collect(Collectors.joining(", "));
            asset(
                    meter.meter().value(),
                    "meter",
                    "{measures: " + (meter.facility() ? "facility_energy" : "it_energy")
                            + ", point: energy_import, blocks: [" + blocks + "]}");
        }
        for (LeasePlan lease : scenario.leases()) {
            for (EndpointPlan endpoint : lease.endpoints()) {
                String serves = ", lease: " + lease.lease() + ", line: " + endpoint.line() + "}";
                asset(
                        endpoint.endpoint().value(),
                        "endpoint",
                        "{measures: prompt_tokens, point: prompt_tokens" + serves
                                + ", {measures: generation_tokens, point: generation_tokens" + serves
                                + ", {measures: requests, point: requests" + serves);
            }
        }
    }

    private void asset(String id, String kind, String meters) {
        out.accept("  - {asset: " + id + ", kind: " + kind + ", collector: " + scenario.collector() + ", hold: "
                + scenario.holdSeconds() + "s, meters: [" + meters + "]}");
    }
}
