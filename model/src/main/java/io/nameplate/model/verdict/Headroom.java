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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a line would lose if one unit of the plant tripped now (N-1): beside the results, never part of a content. A unit that is
 * down has tripped already; k-of-n groups stand as long as enough of their members do. A path or loop that is down already has
 * nothing left to lose and is named for that; one of which nobody knows whether it is up may be lost with any unit behind it.
 */
public final class Headroom {

    /**
     * A unit whose trip would cost the line GPUs; or, where it would cost none, a path or loop that is down already.
     *
     * @param layer power or cooling: what the unit gives
     * @param lostGpus GPUs of the line whose path or loop would surely be down
     * @param unsureGpus GPUs whose path or loop may be up now and would then be unknown
     */
    public record Unit(AssetId unit, Layer layer, long lostGpus, long unsureGpus) {

        /** How many units a result tells of. */
        public static final int LIMIT = 10;

        /** Whether this is a path or loop that is down already: no trip takes more from it. */
        public boolean downAlready() {
            return lostGpus == 0 && unsureGpus == 0;
        }

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
     * The units whose trip would cost anything, and the paths that are down already; in the order of {@link #sum}.
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

    /**
     * The same units of several halls, or paths, added up; the worst first. What is first of a layer, and what is first to be
     * down already in it, stands before all others, so that a list cut short still tells of both layers.
     */
    public static List<Unit> sum(Collection<Unit> units) {
        record Key(AssetId unit, Layer layer) {}
        record Kind(Layer layer, boolean downAlready) {}
        Map<Key, Unit> sums = new HashMap<>();
        units.forEach(unit -> sums.merge(new Key(unit.unit, unit.layer), unit, Unit::plus));
        Map<Kind, Unit> first = new LinkedHashMap<>();
        List<Unit> others = new ArrayList<>();
        for (Unit unit : sums.values().stream().sorted(WORST_FIRST).toList()) {
            if (first.putIfAbsent(new Kind(unit.layer, unit.downAlready()), unit) != null) {
                others.add(unit);
            }
        }
        return Stream.concat(first.values().stream(), others.stream()).toList();
    }

    /** What each unit behind a path would take with it. */
    private void trips(Layer layer, GroupId path, long gpus, List<Unit> into) {
        if (gpus == 0) {
            return;
        }
        if (plant.state(registry, path, atMillis) == PlantState.DOWN) {
            into.add(new Unit(new AssetId(path.value()), layer, 0, 0));
            return;
        }
        for (Asset asset : registry.assetsBehind(List.of(path))) {
            if (plant.state(registry, new GroupId(asset.asset().value()), atMillis) != PlantState.DOWN) {
                PlantState then = without(asset.asset(), path);
                if (then != PlantState.UP) {
                    boolean lost = then == PlantState.DOWN;
                    into.add(new Unit(asset.asset(), layer, lost ? gpus : 0, lost ? 0 : gpus));
                }
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
