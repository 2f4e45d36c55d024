/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.dashboards.influx;

import io.nameplate.dashboards.board.Catalogue;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Line protocol shaped exactly like the catalogue, for tests of the dashboards without the path that fills them: two leases
 * of 512 GPUs, 10 s intervals, the fourth of every five half uncooled and breached, the newest two provisional.
 */
final class SampleRows {
    static final int INTERVAL_S = 10;
    static final int GPUS = 512;
    static final int INTERVALS = 30;
    private static final long CONTRACTED = GPUS * INTERVAL_S * 1000L;

    private final Catalogue catalogue;
    private final StringBuilder lines = new StringBuilder();

    private SampleRows(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    static String from(Instant start, Catalogue catalogue) {
        SampleRows rows = new SampleRows(catalogue);
        for (int i = 0; i < INTERVALS; i++) {
            for (String lease : new String[] {"acme-17", "zeta.2"}) {
                rows.interval(lease, start.getEpochSecond() + (long) i * INTERVAL_S, i);
            }
        }
        return rows.lines.toString();
    }

    static boolean breached(int interval) {
        return interval % 5 == 3;
    }

    private void interval(String lease, long time, int number) {
        boolean breached = breached(number);
        long uncooled = breached ? CONTRACTED / 2 : 0;
        long unmeasured = number % 5 == 1 ? CONTRACTED / 100 : 0;
        long delivered = CONTRACTED - uncooled - unmeasured;
        String line = "lease=" + lease + ",line=h100";
        point(
                "lease_interval",
                line,
                time,
                Map.of(
                        "interval_s", INTERVAL_S,
                        "contracted_gpu_ms", CONTRACTED,
                        "delivered_gpu_ms", delivered,
                        "uncooled_gpu_ms", uncooled,
                        "unmeasured_gpu_ms", unmeasured,
                        "unmeasured_device_gpu_ms", unmeasured,
                        "utilized_gpu_ms", delivered,
                        "coverage_per_mille", unmeasured > 0 ? 990 : 1000,
                        "settled", number < INTERVALS - 2 ? 1 : 0));
        measured(line, time);
        used(line, time, delivered);
        if (uncooled + unmeasured > 0) {
            point(
                    "block_interval",
                    line + ",block=b1",
                    time,
                    Map.of(
                            "uncooled_gpu_ms",
                            uncooled,
                            "unmeasured_gpu_ms",
                            unmeasured,
                            "utilized_gpu_ms",
                            delivered,
                            "idle_gpu_ms",
                            0));
        }
        point(
                "term_interval",
                line + ",term=availability",
                time,
                Map.of(
                        "verdict",
                        breached ? "breached" : "met",
                        "value_per_mille",
                        breached ? 500 : 1000,
                        "at_least_per_mille",
                        990));
        point(
                "term_interval",
                line + ",term=performance",
                time,
                Map.of("verdict", "not_assessed", "at_least_per_mille", 980));
        for (int node = 1; breached && node <= 3; node++) {
            point(
                    "node_loss",
                    line + ",block=b1,node=h1-n00" + node,
                    time,
                    Map.of(
                            "lost_gpu_ms",
                            80_000 / node,
                            "state",
                            "UNCOOLED",
                            "rack",
                            "h1-r001",
                            "since",
                            Instant.ofEpochSecond(time).toString()));
        }
    }

    /** Every optional figure: 0.4 MW of 0.5 MW taken, a PUE of 1.25, a supply of 20 to 24 degrees. */
    private void measured(String line, long time) {
        Map<String, Object> fields = new LinkedHashMap<>();
        catalogue.measurements().get("measured_interval").fields().keySet().forEach(name -> fields.put(name, 0));
        fields.put("interval_s", INTERVAL_S);
        fields.put("energy_it_j", 400_000 * INTERVAL_S);
        fields.put("energy_exact", 1);
        fields.put("pue_facility_j", 500_000 * INTERVAL_S);
        fields.put("pue_it_j", 400_000 * INTERVAL_S);
        fields.put("pue_exact", 1);
        fields.put("firm_power_firm_w", 500_000);
        fields.put("firm_power_owed_mj", 500_000_000L * INTERVAL_S);
        fields.put("firm_power_ready_low_mj", 500_000_000L * INTERVAL_S);
        fields.put("firm_power_ready_high_mj", 500_000_000L * INTERVAL_S);
        fields.put("thermal_gpu_ms", CONTRACTED);
        fields.put("thermal_supply_min_mc", 20_000);
        fields.put("thermal_supply_mean_mc", 22_000);
        fields.put("thermal_supply_max_mc", 24_000);
        point("measured_interval", line, time, fields);
    }

    /** Every optional figure of use: half of the tensor cores at work, a thousand tokens a second. */
    private void used(String line, long time, long utilized) {
        Map<String, Object> fields = new LinkedHashMap<>();
        catalogue.measurements().get("use_interval").fields().keySet().forEach(name -> fields.put(name, 1));
        fields.put("interval_s", INTERVAL_S);
        fields.put("utilized_gpu_ms", utilized);
        fields.put("tensor_active_gpu_ms", utilized / 2);
        fields.put("tensor_metered_gpu_ms", CONTRACTED);
        fields.put("generation_tokens", 1_000 * INTERVAL_S);
        fields.put("prompt_tokens", 4_000 * INTERVAL_S);
        fields.put("it_j", 400_000 * INTERVAL_S);
        point("use_interval", line, time, fields);
    }

    /** Writes every field of the measurement: the given values, and zero for the integers left out. */
    private void point(String measurement, String tags, long time, Map<String, ?> values) {
        Map<String, Object> fields = new LinkedHashMap<>(values);
        catalogue.measurements().get(measurement).fields().forEach((name, field) -> {
            if (!field.optional() && field.type().equals("integer")) {
                fields.putIfAbsent(name, 0);
            }
        });
        String text = fields.entrySet().stream()
                .map(field -> field.getKey() + "="
                        + (field.getValue() instanceof String string ? '"' + string + '"' : field.getValue() + "i"))
                .collect(Collectors.joining(","));
        lines.append(measurement)
                .append(',')
                .append(tags)
                .append(' ')
                .append(text)
                .append(' ')
                .append(time)
                .append('\n');
    }
}
