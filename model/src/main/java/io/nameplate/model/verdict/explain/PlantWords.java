/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict.explain;

import io.nameplate.model.evidence.PlantState;
import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.evidence.PointReading;
import io.nameplate.model.language.Asset;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.GroupId;
import io.nameplate.model.language.PlantGroup;
import io.nameplate.model.language.Registry;
import java.util.StringJoiner;

/** Says whether a power path or cooling group was up, and which reading says so. */
final class PlantWords {

    private final Registry registry;
    private final PlantTimeline plant;

    PlantWords(Registry registry, PlantTimeline plant) {
        this.registry = registry;
        this.plant = plant;
    }

    /** A line for each stretch of the interval in which the state and its grounds stay the same. */
    void say(Page page, int depth, String role, GroupId id, long[] starts, long end) {
        page.say(depth, role + " " + id + ":");
        long from = starts[0];
        String words = words(id, from, false);
        for (int piece = 1; piece <= starts.length; piece++) {
            String next = piece < starts.length ? words(id, starts[piece], false) : "";
            if (!next.equals(words)) {
                long to = piece < starts.length ? starts[piece] : end;
                page.say(depth + 1, Figures.span(from, to) + " " + words(id, from, true) + ".");
                from = to;
                words = next;
            }
        }
    }

    /** @param dated whether the time of each reading is said; it differs where nothing else does */
    private String words(GroupId id, long at, boolean dated) {
        PlantState state = plant.state(registry, id, at * 1000);
        String grounds = grounds(id, at, dated);
        return grounds.isEmpty() ? state.name() : state + ": " + grounds;
    }

    /** Why a group or asset is as it is; nothing where all of it is UP. */
    private String grounds(GroupId id, long at, boolean dated) {
        PlantGroup group = registry.groups().get(id);
        if (group == null) {
            Asset asset = registry.assets().get(new AssetId(id.value()));
            return asset == null ? "the registry has no asset of this name" : grounds(asset, at, dated);
        }
        int up = 0;
        StringJoiner others = new StringJoiner("; ");
        for (GroupId member : group.of()) {
            PlantState state = plant.state(registry, member, at * 1000);
            if (state == PlantState.UP) {
                up++;
            } else {
                others.add(member + " " + state + " (" + grounds(member, at, dated) + ")");
            }
        }
        return up == group.of().size()
                ? ""
                : up + " of " + group.of().size() + " UP, " + group.needs() + " needed; " + others;
    }

    private String grounds(Asset asset, long at, boolean dated) {
        if (asset.up().isEmpty()) {
            return "no rule says when it is up";
        }
        StringJoiner failing = new StringJoiner(", ");
        StringJoiner unknown = new StringJoiner(", ");
        for (Asset.UpRule rule : asset.up()) {
            PointReading reading = plant.reading(asset, rule.point(), at * 1000);
            if (reading.standing() != PointReading.Standing.IN_FORCE) {
                unknown.add(rule.point() + " " + unknown(reading, asset, dated));
            } else if (!rule.holds(reading.value())) {
                failing.add(rule.point() + " reads " + Figures.value(reading.value())
                        + (dated ? " at " + time(reading) : "") + ", " + limit(rule, reading));
            }
        }
        return failing.length() > 0 ? failing.toString() : unknown.toString();
    }

    private static String limit(Asset.UpRule rule, PointReading reading) {
        return reading.value() < rule.min()
                ? "at least " + Figures.value(rule.min()) + " needed"
                : "at most " + Figures.value(rule.max()) + " allowed";
    }

    private static String unknown(PointReading reading, Asset asset, boolean dated) {
        return switch (reading.standing()) {
            case NONE -> "was never read";
            case TOO_OLD ->
                "was last read" + (dated ? " at " + time(reading) + "," : "") + " longer ago than the "
                        + Figures.seconds(asset.hold().toMillis()) + " s that a reading holds";
            case BAD -> "was read as bad";
            case CONFLICT -> "has two different readings of one instant";
            case IN_FORCE -> "is known";
        };
    }

    private static String time(PointReading reading) {
        return Figures.time(Math.floorDiv(reading.tsMillis(), 1000));
    }
}
