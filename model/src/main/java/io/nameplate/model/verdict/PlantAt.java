/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.evidence.PlantState;
import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.language.Asset;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.GroupId;
import io.nameplate.model.language.PlantGroup;
import io.nameplate.model.language.Registry;
import org.jspecify.annotations.Nullable;

/**
 * The plant at an instant, as it is or as it would be if one unit were down: states, and the power that paths carry. Firm
 * power and its headroom are both counted from here, so that what a trip leaves is what would be counted after it.
 */
final class PlantAt {

    /** Watts that surely stand, that can, and that would if all were up. */
    record Carried(long low, long high, long nominal) {

        private static final Carried NOTHING = new Carried(0, 0, 0);

        private Carried plus(Carried other) {
            return new Carried(low + other.low, high + other.high, nominal + other.nominal);
        }

        /** What of a path is a line's that holds some of all GPUs on it, rounded down. */
        Carried part(long held, long all) {
            return new Carried(low * held / all, high * held / all, nominal * held / all);
        }
    }

    private final Registry registry;
    private final PlantTimeline plant;
    private final long atMillis;
    private final @Nullable GroupId tripped;

    PlantAt(Registry registry, PlantTimeline plant, long atMillis) {
        this(registry, plant, atMillis, null);
    }

    private PlantAt(Registry registry, PlantTimeline plant, long atMillis, @Nullable GroupId tripped) {
        this.registry = registry;
        this.plant = plant;
        this.atMillis = atMillis;
        this.tripped = tripped;
    }

    /** The same plant if a unit were down. */
    PlantAt without(AssetId unit) {
        return new PlantAt(registry, plant, atMillis, new GroupId(unit.value()));
    }

    PlantState state(GroupId id) {
        PlantGroup group = registry.groups().get(id);
        if (tripped == null || group == null) {
            return id.equals(tripped) ? PlantState.DOWN : plant.state(registry, id, atMillis);
        }
        int up = 0;
        int canBeUp = 0;
        for (GroupId member : group.of()) {
            PlantState state = state(member);
            up += state == PlantState.UP ? 1 : 0;
            canBeUp += state == PlantState.DOWN ? 0 : 1;
        }
        return up >= group.needs() ? PlantState.UP : canBeUp < group.needs() ? PlantState.DOWN : PlantState.UNKNOWN;
    }

    /** The capacity of an asset, or of a group's members, by its state. */
    Carried carried(GroupId id) {
        Carried inside = inside(id);
        PlantState state = state(id);
        return new Carried(
                state == PlantState.UP ? inside.low : 0, state == PlantState.DOWN ? 0 : inside.high, inside.nominal);
    }

    private Carried inside(GroupId id) {
        PlantGroup group = registry.groups().get(id);
        if (group == null) {
            Asset asset = registry.assets().get(new AssetId(id.value()));
            long capacity = asset == null ? 0 : asset.capacityW();
            return new Carried(capacity, capacity, capacity);
        }
        Carried sum = Carried.NOTHING;
        for (GroupId member : group.of()) {
            sum = sum.plus(carried(member));
        }
        return sum;
    }
}
