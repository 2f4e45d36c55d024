/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.archive;

import io.nameplate.simulator.facility.Device;
import io.nameplate.simulator.facility.Endpoints;
import io.nameplate.simulator.facility.Facility;
import io.nameplate.simulator.facility.Gpus;
import io.nameplate.simulator.facility.HealthFields;
import io.nameplate.simulator.facility.Instruments;
import io.nameplate.simulator.facility.Layout;
import io.nameplate.simulator.facility.PlantPoint;
import io.nameplate.simulator.scenario.Scenario;
import java.time.Instant;
import java.util.Arrays;

/**
 * Writes what a collector would read in one second, in the lines of {@code docs/readings-format.md}. A reading shows the
 * state after the events of its second.
 */
final class Readings {

    private final Scenario scenario;
    private final Facility facility;
    private final Instruments instruments;
    private final byte[][] cached;
    private final int[] cachedVersion;
    private final JsonBytes fragment = new JsonBytes();

    Readings(Scenario scenario, Facility facility, Instruments instruments) {
        this.scenario = scenario;
        this.facility = facility;
        this.instruments = instruments;
        int nodes = facility.layout().nodeCount();
        cached = new byte[nodes][];
        cachedVersion = new int[nodes];
        Arrays.fill(cachedVersion, -1);
    }

    void write(Instant at, JsonBytes out) {
        String ts = "{\"ts\":\"" + at + "\"";
        if (facility.second() % scenario.pollSeconds() == 0) {
            plant(ts, out);
        }
        Layout layout = facility.layout();
        for (int b = 0; b < layout.blockCount(); b++) {
            if (facility.second() % layout.block(b).periodSeconds() == 0) {
                for (int n = layout.firstNode(b); n < layout.endNode(b); n++) {
                    if (facility.visible(n)) {
                        out.raw(ts).raw(node(n));
                    }
                    reach(ts, n, out);
                }
            }
        }
    }

    private void plant(String ts, JsonBytes out) {
        for (Device device : instruments.devices()) {
            for (PlantPoint point : device.points()) {
                if (device.archives(point)) {
                    plant(ts, device.asset(), point.text(), plain(instruments.value(device, point)), out);
                }
            }
        }
        for (Endpoints.Count count : instruments.endpoints().counts()) {
            String endpoint = count.plan().endpoint().value();
            plant(ts, endpoint, "prompt_tokens", Long.toString(count.promptTokens()), out);
            plant(ts, endpoint, "generation_tokens", Long.toString(count.generationTokens()), out);
            plant(ts, endpoint, "requests", Long.toString(count.requests()), out);
        }
    }

    private static void plant(String ts, String asset, String point, String value, JsonBytes out) {
        out.raw(ts).raw(",\"asset\":").text(asset);
        out.raw(",\"point\":\"").raw(point);
        out.raw("\",\"value\":").raw(value).raw(",\"quality\":\"good\"}\n");
    }

    /** A number as JSON allows it, whole ones without a fraction. */
    static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    private byte[] node(int node) {
        byte[] known = cached[node];
        if (known != null && cachedVersion[node] == facility.version(node)) {
            return known;
        }
        Layout layout = facility.layout();
        Gpus gpus = facility.gpus();
        fragment.clear();
        fragment.raw(",\"node\":").text(layout.node(node).value());
        fragment.raw(",\"boot_id\":").text(layout.node(node) + "-" + facility.boots(node));
        fragment.raw(",\"gpu_count\":")
                .number(layout.endGpu(node) - layout.firstGpu(node))
                .raw(",\"gpus\":[");
        for (int g = layout.firstGpu(node); g < layout.endGpu(node); g++) {
            int index = g - layout.firstGpu(node);
            fragment.raw(index == 0 ? "{" : ",{");
            fragment.raw("\"uuid\":").text("GPU-" + layout.node(node) + "-" + index);
            fragment.raw(",\"index\":").number(index);
            fragment.raw(",\"util\":").number(gpus.util(g));
            fragment.raw(",\"gr_engine\":").hundredths(gpus.engine(g));
            fragment.raw(",\"tensor_active\":").hundredths(gpus.tensorSaid(g));
            fragment.raw(",\"power_w\":").tenths(gpus.deciwatts(g));
            fragment.raw(",\"temp_c\":").tenths(gpus.decidegrees(g));
            fragment.raw(",\"sm_clock_mhz\":").number(gpus.clock(g));
            fragment.raw(",\"power_limit_w\":").number(gpus.limit(g));
            fragment.raw(",\"clock_event_reasons\":").number(gpus.reasons(g));
            fragment.raw(",\"xid\":").number(gpus.xid(g));
            fragment.raw(",\"recovery_action\":").number(gpus.recovery(g));
            if (scenario.saysHealth()) {
                health(HealthFields.of(facility.conditions(g)));
            }
            fragment.raw("}");
        }
        fragment.raw("]}\n");
        byte[] made = fragment.toArray();
        cached[node] = made;
        cachedVersion[node] = facility.version(node);
        return made;
    }

    private void health(HealthFields says) {
        fragment.raw(",\"row_remap_failure\":").number(says.rowRemapFailure());
        fragment.raw(",\"fabric_health\":").number(says.fabricHealth());
        fragment.raw(",\"fabric_manager\":").number(says.fabricManager());
        fragment.raw(",\"nvlinks_down\":").number(says.nvlinksDown());
    }

    private void reach(String ts, int node, JsonBytes out) {
        out.raw(ts).raw(",\"node\":").text(facility.layout().node(node).value());
        out.raw(",\"reach\":\"").raw(facility.reach(node));
        out.raw("\",\"witness\":\"").raw(facility.witness(node).text());
        out.raw("\",\"port\":\"").raw(facility.port(node)).raw("\"}\n");
    }
}
