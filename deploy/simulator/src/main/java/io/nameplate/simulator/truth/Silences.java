/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.truth;

import io.nameplate.simulator.facility.Facility;
import io.nameplate.simulator.scenario.Scenario;
import io.nameplate.simulator.scenario.Witness;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every stretch in which a node could not be had, played ahead of the truth: a silence that ended in a boot is judged as
 * one episode, by the darkest that was seen of it.
 */
final class Silences {

    /**
     * One stretch {@code [from, to)} of one node.
     *
     * @param booted it ended with another boot than it began with
     * @param darkest the darkest witness in it
     * @param portDown its port was down at some time in it
     */
    record Silence(long from, long to, boolean booted, Witness darkest, boolean portDown) {}

    private final List<List<Silence>> byNode = new ArrayList<>();
    private final int[] cursor;

    private Silences(int nodes) {
        for (int n = 0; n < nodes; n++) {
            byNode.add(new ArrayList<>());
        }
        cursor = new int[nodes];
    }

    /** Plays a scenario to its end; a silence that lasts until then has not been ended by a boot. */
    static Silences play(Scenario scenario, long seconds) {
        Facility facility = new Facility(scenario);
        int nodes = facility.layout().nodeCount();
        Silences silences = new Silences(nodes);
        long[] since = new long[nodes];
        int[] lastBoot = new int[nodes];
        Witness[] darkest = new Witness[nodes];
        boolean[] portDown = new boolean[nodes];
        for (int n = 0; n < nodes; n++) {
            since[n] = -1;
            lastBoot[n] = -1;
            darkest[n] = Witness.ON;
        }
        for (long t = 0; t < seconds; t++) {
            facility.step();
            for (int n = 0; n < nodes; n++) {
                if (facility.visible(n)) {
                    if (since[n] >= 0) {
                        boolean booted = lastBoot[n] >= 0 && lastBoot[n] != facility.boots(n);
                        silences.of(n).add(new Silence(since[n], t, booted, darkest[n], portDown[n]));
                        since[n] = -1;
                    }
                    lastBoot[n] = facility.boots(n);
                    continue;
                }
                if (since[n] < 0) {
                    since[n] = t;
                    darkest[n] = Witness.ON;
                    portDown[n] = false;
                }
                Witness seen = facility.witness(n);
                darkest[n] = seen.compareTo(darkest[n]) > 0 ? seen : darkest[n];
                portDown[n] |= facility.portDown(n);
            }
        }
        for (int n = 0; n < nodes; n++) {
            if (since[n] >= 0) {
                silences.of(n).add(new Silence(since[n], Long.MAX_VALUE, false, darkest[n], portDown[n]));
            }
        }
        return silences;
    }

    private List<Silence> of(int node) {
        return byNode.get(node);
    }

    /** The silence of a node at a second, or null where it could be had. Seconds must be asked for in rising order. */
    @Nullable
    Silence at(int node, long second) {
        List<Silence> silences = of(node);
        while (cursor[node] < silences.size() && silences.get(cursor[node]).to() <= second) {
            cursor[node]++;
        }
        if (cursor[node] == silences.size()) {
            return null;
        }
        Silence silence = silences.get(cursor[node]);
        return silence.from() <= second ? silence : null;
    }
}
