/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

import io.nameplate.model.language.document.Fields;
import io.nameplate.model.language.document.Problems;
import io.nameplate.model.language.document.Tree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads what assets measure and carry, and checks it against blocks when these are known. */
final class MeterReader {

    private static final long LARGEST = 1L << 53;
    private static final String ENDPOINT = "endpoint";
    private static final long STRONGEST = 10_000_000_000L;

    /** A meter and where it stands in the text. */
    private record Noted(AssetId asset, Meter meter, Fields fields) {}

    private final Problems problems;
    private final List<Noted> all = new ArrayList<>();

    MeterReader(Problems problems) {
        this.problems = problems;
    }

    /** What an asset measures, as its {@code meters} say. */
    List<Meter> meters(AssetId asset, String kind, Fields fields) {
        List<Meter> meters = new ArrayList<>();
        for (Tree tree : fields.list("meters")) {
            Meter meter = meter(asset, Fields.of(tree, problems, "a meter"));
            if (meters.stream().anyMatch(other -> other.measure() == meter.measure())) {
                problems.add(
                        tree.place(),
                        "asset '" + asset + "' measures " + meter.measure().text() + " twice");
            }
            meters.add(meter);
        }
        checkEndpoint(asset, kind, meters, fields);
        return meters;
    }

    /** An endpoint works for one line, and nothing else counts tokens. */
    private static void checkEndpoint(AssetId asset, String kind, List<Meter> meters, Fields fields) {
        boolean endpoint = kind.equals(ENDPOINT);
        long served = meters.stream().map(Meter::serves).distinct().count();
        if (meters.stream().anyMatch(meter -> meter.measure().isOfEndpoint() != endpoint)) {
            fields.problem(
                    "kind",
                    "asset '" + asset + "' of kind '" + kind + "': an asset of kind 'endpoint' measures prompt_tokens,"
                            + " generation_tokens and requests, and no other does");
        } else if (endpoint && (served != 1 || fields.has("up"))) {
            fields.problem(
                    "meters",
                    "endpoint '" + asset + "' needs meters, all of them for the same lease and line, and no 'up' rule;"
                            + " a process that serves two leases cannot be told apart");
        }
    }

    /** The power an asset can carry, in watts. */
    static long capacityW(Fields fields) {
        return fields.has("capacity_kw")
                ? TermReader.scaled(fields, "capacity_kw", "a power in kilowatts, such as 500", 3, 1, STRONGEST, 1)
                : 0;
    }

    private Meter meter(AssetId asset, Fields fields) {
        Meter.Measure measure = fields.oneOf("measures", Meter.Measure.class);
        String point = fields.text("point");
        if (measure.isOfEndpoint()) {
            return endpoint(asset, measure, point, fields);
        }
        Set<BlockId> blocks = new TreeSet<>(fields.values("blocks", BlockId::new));
        long rollover = 0;
        long most = 0;
        if (measure.isCounter()) {
            most = fields.integer("max_w", 1, STRONGEST, 0);
            rollover = fields.integer("rollover_j", 1, LARGEST, 0);
            if (rollover > 0 && most == 0) {
                fields.problem(
                        "rollover_j",
                        "'rollover_j' needs 'max_w', or a rollover cannot be told from a counter that was reset");
                rollover = 0;
            }
        }
        fields.end();
        if (blocks.isEmpty()) {
            fields.problem("blocks", "a meter needs 'blocks': what it measures for");
        }
        Meter meter = new Meter(measure, point, blocks, rollover, most);
        all.add(new Noted(asset, meter, fields));
        return meter;
    }

    private Meter endpoint(AssetId asset, Meter.Measure measure, String point, Fields fields) {
        Meter.Served serves = new Meter.Served(fields.id("lease", LeaseId::new), fields.id("line", LineId::new));
        Meter meter = new Meter(measure, point, serves, fields.integer("max_per_s", 1, LARGEST, 0));
        fields.end();
        all.add(new Noted(asset, meter, fields));
        return meter;
    }

    /** Checks meters against the lines that they serve. */
    void checkServed(Map<LeaseId, Lease> leases) {
        for (Noted noted : all) {
            Meter.Served serves = noted.meter.serves();
            if (serves == null) {
                continue;
            }
            Lease lease = leases.get(serves.lease());
            if (lease == null) {
                noted.fields.problem("lease", Names.unknown("lease", serves.lease(), leases.keySet()));
            } else if (lease.lines().stream().noneMatch(line -> line.line().equals(serves.line()))) {
                noted.fields.problem("line", "lease '" + lease.lease() + "' has no line '" + serves.line() + "'");
            }
        }
    }

    /** Checks meters against the blocks that they measure for. */
    void check(Map<BlockId, Block> blocks) {
        Map<String, AssetId> counted = new HashMap<>();
        for (Noted noted : all) {
            Set<HallId> halls = new HashSet<>();
            for (BlockId block : noted.meter.blocks()) {
                Block known = blocks.get(block);
                if (known == null) {
                    noted.fields.problem("blocks", Names.unknown("block", block, blocks.keySet()));
                    continue;
                }
                halls.add(known.hall());
                AssetId other = noted.meter.measure().isCounter()
                        ? counted.putIfAbsent(noted.meter.measure() + " " + block, noted.asset)
                        : null;
                if (other != null) {
                    noted.fields.problem(
                            "blocks",
                            noted.meter.measure().text() + " of block '" + block + "' is already measured by '" + other
                                    + "'; counted twice it would be paid twice");
                }
            }
            if (halls.size() > 1 && noted.meter.measure() != Meter.Measure.FACILITY_ENERGY) {
                noted.fields.problem(
                        "blocks",
                        "a meter of " + noted.meter.measure().text() + " measures for blocks of one hall, not of "
                                + halls.stream().sorted().toList());
            }
        }
        all.stream()
                .filter(noted -> noted.meter.measure() == Meter.Measure.FACILITY_ENERGY)
                .forEach(this::checkBoundary);
    }

    /** Facility and IT energy are of one boundary: ISO/IEC 30134-2. */
    private void checkBoundary(Noted facility) {
        Set<BlockId> metered = new TreeSet<>();
        for (Noted noted : all) {
            if (noted.meter.measure() == Meter.Measure.IT_ENERGY
                    && noted.meter.blocks().stream().anyMatch(facility.meter.blocks()::contains)) {
                metered.addAll(noted.meter.blocks());
            }
        }
        if (!metered.equals(facility.meter.blocks())) {
            facility.fields.problem(
                    "blocks",
                    "facility_energy of '" + facility.asset + "' is of blocks " + facility.meter.blocks()
                            + ", the it_energy meters in it are of " + metered
                            + "; a PUE needs one boundary for both");
        }
    }
}
