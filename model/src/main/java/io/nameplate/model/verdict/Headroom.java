/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.evidence.PlantState;
import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.language.Asset;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.Block;
import io.nameplate.model.language.GroupId;
import io.nameplate.model.language.Layer;
import io.nameplate.model.language.PlantGroup;
import io.nameplate.model.language.Registry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What a line would lose if one unit of the plant tripped now (N-1): beside the results, never part of a content. A unit that is
 * down has tripped already; k-of-n groups stand as long as enough of their members do.
 */
public final class Headroom {

    /**
     * A unit whose trip would cost the line GPUs.
     *
     * @param layer power or cooling: what the unit gives
     * @param lostGpus GPUs of the line whose path or loop would surely be down
     * @param unsureGpus GPUs whose path or loop is up and would then be unknown
     */
    public record Unit(AssetId unit, Layer layer, long lostGpus, long unsureGpus) {}

    private static final Comparator<Unit> WORST_FIRST = Comparator.comparingLong(Unit::lostGpus)
            .thenComparing(Unit::unsureGpus)
            .reversed()
            .thenComparing(Unit::layer)
            .thenComparing(Unit::unit);

    private final Registry registry;
    private final PlantTimeline plant;
    private final long atMillis;

    private Headroom(Registry registry, PlantTimeline plant, long atMillis) {
        this.registry = registry;
        this.plant = plant;
        this.atMillis = atMillis;
    }

    /**
     * The units whose trip would cost anything, the worst first.
     *
     * @param held GPUs of the line by block
     */
    public static List<Unit> of(Registry registry, Map<Block, Long> held, PlantTimeline plant, long atMillis) {
        Headroom headroom = new Headroom(registry, plant, atMillis);
        List<Unit> units = new ArrayList<>();
        for (Layer layer : List.of(Layer.POWER, Layer.COOLING)) {
            TreeSet<GroupId> paths = new TreeSet<>();
            held.keySet().forEach(block -> paths.add(path(block, layer)));
            for (Asset asset : registry.assetsBehind(paths)) {
                Unit unit = headroom.trip(asset.asset(), layer, held);
                if (unit.lostGpus + unit.unsureGpus > 0) {
                    units.add(unit);
                }
            }
        }
        units.sort(WORST_FIRST);
        return List.copyOf(units);
    }

    private static GroupId path(Block block, Layer layer) {
        return layer == Layer.POWER ? block.power() : block.cooling();
    }

    private Unit trip(AssetId unit, Layer layer, Map<Block, Long> held) {
        long lost = 0;
        long unsure = 0;
        for (Map.Entry<Block, Long> block : held.entrySet()) {
            GroupId path = path(block.getKey(), layer);
            PlantState now = plant.state(registry, path, atMillis);
            PlantState then = without(unit, path);
            lost += now != PlantState.DOWN && then == PlantState.DOWN ? block.getValue() : 0;
            unsure += now == PlantState.UP && then == PlantState.UNKNOWN ? block.getValue() : 0;
        }
        return new Unit(unit, layer, lost, unsure);
    }

    /** The state of an asset or group if a unit were down. */
    private PlantState without(AssetId unit, GroupId id) {
        PlantGroup group = registry.groups().get(id);
        if (group == null) {
            return id.value().equals(unit.value()) ? PlantState.DOWN : plant.state(registry, id, atMillis);
        }
        int up = 0;
        int canBeUp = 0;
        for (GroupId member : group.of()) {
            PlantState state = without(unit, member);
            up += state == PlantState.UP ? 1 : 0;
            canBeUp += state == PlantState.DOWN ? 0 : 1;
        }
        return up >= group.needs() ? PlantState.UP : canBeUp < group.needs() ? PlantState.DOWN : PlantState.UNKNOWN;
    }
}
