/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The deviations of a lease of one line as a reader of its contents works them out on paper, without any code that judges: one
 * breached interval opens one, one met interval closes it.
 */
final class PlainReading {

    private static final Set<String> DELIVERED = Set.of("UTILIZED", "IDLE");
    private static final Set<String> BORNE_BY_TENANT = Set.of("EXCLUDED", "OUTSIDE_CONTROL", "CURTAILED");
    private static final Map<String, String> LAYERS =
            Map.of("UNCOOLED", "cooling", "FAULTED", "hardware", "UNCONNECTED", "network");

    /** A deviation that is over. */
    record Episode(
            String lease,
            String term,
            String layer,
            Instant openedAt,
            Instant closedAt,
            Instant firstBreached,
            Instant lastBreached,
            int intervals,
            long lostGpuMs,
            int worstPerMille,
            int atLeastPerMille) {}

    private final String lease;
    private final String term;
    private final int atLeast;
    private final List<Episode> episodes = new ArrayList<>();
    private final SortedMap<String, Long> layers = new TreeMap<>();
    private Instant first = Instant.MAX;
    private Instant last = Instant.MAX;
    private Instant opened = Instant.MAX;
    private int intervals;
    private int worst;

    private PlainReading(String lease, String term, int atLeast) {
        this.lease = lease;
        this.term = term;
        this.atLeast = atLeast;
    }

    /**
     * Reads contents in order of time.
     *
     * @param term availability or coverage
     */
    static List<Episode> of(String contents, String lease, String term, int atLeastPerMille) throws Exception {
        PlainReading reading = new PlainReading(lease, term, atLeastPerMille);
        for (String line : contents.lines().toList()) {
            JsonNode content = new ObjectMapper().readTree(line);
            if (content.path("lease").asText().equals(lease)) {
                reading.next(content);
            }
        }
        if (reading.intervals > 0) {
            throw new IllegalStateException("a deviation of " + lease + " is open at the end");
        }
        return reading.episodes;
    }

    private void next(JsonNode content) {
        SortedMap<String, Long> lost = new TreeMap<>();
        long base = content.path("contracted_gpu_ms").asLong();
        long unmeasured = 0;
        for (Map.Entry<String, JsonNode> state : content.path("states").properties()) {
            String name = state.getKey();
            long gpuMs = state.getValue().asLong();
            if (name.equals("UNMEASURED")) {
                unmeasured = gpuMs;
            } else if (BORNE_BY_TENANT.contains(name)) {
                base -= term.equals("availability") ? gpuMs : 0;
            } else if (!DELIVERED.contains(name)) {
                lost.put(name, gpuMs);
            }
        }
        if (term.equals("coverage")) {
            lost.clear();
            lost.put("UNMEASURED", unmeasured);
            unmeasured = 0;
        }
        long best = base - lost.values().stream().mapToLong(Long::longValue).sum();
        Instant start = Instant.parse(content.path("interval_start").asText());
        Instant end = start.plusSeconds(content.path("interval_s").asLong());
        if (best * 1000 < atLeast * base) {
            breached(start, end, (int) (best * 1000 / base));
            lost.forEach((state, gpuMs) -> layers.merge(layer(state, content), gpuMs, Long::sum));
        } else if ((best - unmeasured) * 1000 >= atLeast * base) {
            met(end);
        }
    }

    private static String layer(String state, JsonNode content) {
        return state.equals("DERATED")
                ? content.path("causes").path("DERATED").fieldNames().next()
                : LAYERS.getOrDefault(state, state);
    }

    private void breached(Instant start, Instant end, int perMille) {
        if (intervals == 0) {
            first = start;
            opened = end;
            worst = perMille;
            layers.clear();
        }
        intervals++;
        last = start;
        worst = Math.min(worst, perMille);
    }

    private void met(Instant end) {
        if (intervals > 0) {
            long lost = layers.values().stream().mapToLong(Long::longValue).sum();
            String most = layers.entrySet().stream()
                    .max(Map.Entry.comparingByValue())
                    .orElseThrow()
                    .getKey();
            episodes.add(new Episode(lease, term, most, opened, end, first, last, intervals, lost, worst, atLeast));
            intervals = 0;
        }
    }
}
