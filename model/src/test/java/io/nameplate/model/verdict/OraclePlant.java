/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.language.Asset;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.GroupId;
import io.nameplate.model.language.PlantGroup;
import java.util.Set;
import java.util.TreeSet;

/** Power paths and cooling groups again, from every reading each time: a part of the {@link Oracle}. */
record OraclePlant(World world) {

    enum Path {
        UP,
        DOWN,
        UNKNOWN
    }

    /** Whether a group or an asset is up at an instant. */
    Path path(GroupId id, long millis) {
        PlantGroup group = world.registry.groups().get(id);
        if (group == null) {
            return path(world.registry.assets().get(new AssetId(id.value())), millis);
        }
        int up = 0;
        int down = 0;
        for (GroupId member : group.of()) {
            Path state = path(member, millis);
            up += state == Path.UP ? 1 : 0;
            down += state == Path.DOWN ? 1 : 0;
        }
        if (up >= group.needs()) {
            return Path.UP;
        }
        return group.of().size() - down < group.needs() ? Path.DOWN : Path.UNKNOWN;
    }

    private Path path(Asset asset, long millis) {
        int holding = 0;
        for (Asset.UpRule rule : asset.up()) {
            long latest = Long.MIN_VALUE;
            Set<Double> values = new TreeSet<>();
            for (World.PlantReading reading : world.readings) {
                boolean ofPoint =
                        reading.asset().equals(asset.asset()) && reading.point().equals(rule.point());
                if (ofPoint && reading.tsMillis() <= millis && reading.tsMillis() >= latest) {
                    if (reading.tsMillis() > latest) {
                        values.clear();
                    }
                    latest = reading.tsMillis();
                    values.add(reading.value());
                }
            }
            boolean inForce =
                    latest != Long.MIN_VALUE && millis < latest + asset.hold().toMillis();
            boolean known = inForce && values.size() == 1 && !values.contains(Double.NaN);
            if (known) {
                double value = values.iterator().next();
                if (value < rule.min() || value > rule.max()) {
                    return Path.DOWN;
                }
                holding++;
            }
        }
        return holding == asset.up().size() ? Path.UP : Path.UNKNOWN;
    }
}
