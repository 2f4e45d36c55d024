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
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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
    public record Unit(AssetId unit, Layer layer, long lostGpus, long unsureGpus) {

        /** How many units a result tells of. */
        public static final int LIMIT = 10;

        private Unit plus(Unit other) {
            return new Unit(unit, layer, lostGpus + other.lostGpus, unsureGpus + other.unsureGpus);
        }
    }

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
            Map<GroupId, Long> paths = new TreeMap<>();
            held.forEach((block, gpus) ->
                    paths.merge(layer == Layer.POWER ? block.power() : block.cooling(), gpus, Long::sum));
            paths.forEach((path, gpus) -> headroom.trips(layer, path, gpus, units));
        }
        return sum(units);
    }

    /** The same units of several halls, or paths, added up; the worst first. */
    public static List<Unit> sum(Collection<Unit> units) {
        record Key(AssetId unit, Layer layer) {}
        Map<Key, Unit> sums = new HashMap<>();
        units.forEach(unit -> sums.merge(new Key(unit.unit, unit.layer), unit, Unit::plus));
        return sums.values().stream().sorted(WORST_FIRST).toList();
    }

    /** What each unit behind a path would take with it. */
    private void trips(Layer layer, GroupId path, long gpus, List<Unit> into) {
        PlantState now = plant.state(registry, path, atMillis);
        for (Asset asset : registry.assetsBehind(List.of(path))) {
            PlantState then = without(asset.asset(), path);
            boolean lost = now != PlantState.DOWN && then == PlantState.DOWN;
            boolean unsure = now == PlantState.UP && then == PlantState.UNKNOWN;
            if ((lost || unsure) && gpus > 0) {
                into.add(new Unit(asset.asset(), layer, lost ? gpus : 0, unsure ? gpus : 0));
            }
        }
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
