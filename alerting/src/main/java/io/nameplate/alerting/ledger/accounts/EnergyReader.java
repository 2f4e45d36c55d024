/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.accounts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.nameplate.alerting.ledger.results.SettledReader;
import io.nameplate.model.account.BillingMonth;
import io.nameplate.model.account.MeterAccount;
import io.nameplate.model.evidence.CounterSpan;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.CapacityLine;
import io.nameplate.model.language.Lease;
import io.nameplate.model.language.Meter;
import io.nameplate.model.language.Registry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Adds up what the IT meters of a line counted in a billing month, from its settled contents: across an interval without a reading
 * the rise from the last reading before to the first behind is exact. Reads every content of the month.
 */
public final class EnergyReader {

    /** How far beyond the month's ends a reading is looked for that closes a hole across them. */
    private static final Duration BEYOND = Duration.ofHours(1);

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final SettledReader settled;

    public EnergyReader(SettledReader settled) {
        this.settled = settled;
    }

    /**
     * One meter's month.
     *
     * @param intervals intervals in which it was read
     * @param through when it was last read: the month so far ends there
     * @param total what it rose by, measured and across holes, and time of which nothing is known
     */
    public record MeterMonth(AssetId meter, int intervals, Instant through, MeterAccount.Share total) {

        /** Whether the total is all that was counted from the month's beginning until the last reading. */
        public boolean isExact() {
            return total.unknownMillis() == 0;
        }
    }

    private static final class Known {
        final MeterAccount account;
        int intervals;

        Known(MeterAccount account) {
            this.account = account;
        }
    }

    /** The meters that the line's contents of the billing month name, by id; as they stand in a registry. */
    public List<MeterMonth> month(Registry registry, Lease lease, CapacityLine line, Instant at) {
        BillingMonth month = BillingMonth.of(at, lease.zone());
        Map<AssetId, Known> meters = new TreeMap<>();
        settled.settled(
                lease.lease(),
                line.line(),
                month.start().minus(BEYOND),
                month.end().plus(BEYOND),
                content -> {
                    boolean within = month.holds(content.start());
                    JsonNode told = read(content.canonical())
                            .path("measured")
                            .path("energy")
                            .path("meters");
                    told.properties().forEach(entry -> {
                        Known known = meters.computeIfAbsent(
                                new AssetId(entry.getKey()),
                                id -> new Known(new MeterAccount(meter(registry, id), registry.interval())));
                        known.account.add(content.start(), span(entry.getValue()));
                        known.intervals += within ? 1 : 0;
                    });
                });
        List<MeterMonth> months = new ArrayList<>();
        meters.forEach((asset, known) -> {
            Instant read = known.account.lastRead();
            Instant through = read.isAfter(month.end()) ? month.end() : read;
            if (through.isAfter(month.start())) {
                months.add(
                        new MeterMonth(asset, known.intervals, through, known.account.total(month.start(), through)));
            }
        });
        return months;
    }

    /** The meter as the registry has it; one that it does not know any more neither rolls over nor is reset. */
    private static Meter meter(Registry registry, AssetId id) {
        return Optional.ofNullable(registry.assets().get(id)).stream()
                .flatMap(asset -> asset.meters().stream())
                .filter(meter -> meter.measure() == Meter.Measure.IT_ENERGY)
                .findFirst()
                .orElseGet(() -> new Meter(Meter.Measure.IT_ENERGY, "unknown", Set.of(), 0, 0));
    }

    private static CounterSpan span(JsonNode told) {
        return new CounterSpan(
                told.path("from_ms").asLong(),
                told.path("from_j").asLong(),
                told.path("to_ms").asLong(),
                told.path("to_j").asLong(),
                told.path("sum_j").asLong(),
                told.path("rollovers").asInt(),
                told.path("resets").asInt(),
                told.path("suspects").asInt(),
                told.path("exact").asInt() == 1);
    }

    private static JsonNode read(String canonical) {
        try {
            return JSON.readTree(canonical);
        } catch (JsonProcessingException damaged) {
            throw new IllegalStateException("a damaged content: " + canonical, damaged);
        }
    }
}
