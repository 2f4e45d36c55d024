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
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.Layer;
import io.nameplate.model.language.Registry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What a line would lose if one unit of the plant tripped now (N-1): beside the results, never part of a content. A unit that is
 * down has tripped already; k-of-n groups stand as long as enough of their members do. A path or loop that is down already has
 * nothing left to lose and is named for that; one of which nobody knows whether it is up may be lost with any unit behind it.
 * Where the line is promised firm power, a unit of power is also named with what it takes of that, though its path stands.
 */
public final class Headroom {

    /** Firm power in watts: what surely stands ready, and what can. */
    public record Watts(long low, long high) {

        public static final Watts NONE = new Watts(0, 0);

        public Watts plus(Watts other) {
            return new Watts(low + other.low, high + other.high);
        }

        public Watts less(Watts other) {
            return new Watts(low - other.low, high - other.high);
        }
    }

    /**
     * A unit whose trip would cost the line GPUs or firm power; or, where it would cost none, a path or loop that is down already.
     *
     * @param layer power or cooling: what the unit gives
     * @param lostGpus GPUs of the line whose path or loop would surely be down
     * @param unsureGpus GPUs whose path or loop may be up now and would then be unknown
     * @param lost by how much what stands ready of the line's firm power would be less
     */
    public record Unit(AssetId unit, Layer layer, long lostGpus, long unsureGpus, Watts lost) {

        /** How many units a result tells of. */
        public static final int LIMIT = 10;

        /** One that takes no firm power, or of which nobody asks. */
        public Unit(AssetId unit, Layer layer, long lostGpus, long unsureGpus) {
            this(unit, layer, lostGpus, unsureGpus, Watts.NONE);
        }

        /** Whether this is a path or loop that is down already: no trip takes more from it. */
        public boolean downAlready() {
            return lostGpus == 0 && unsureGpus == 0 && !takesPower();
        }

        /** Whether its trip takes firm power from the line. */
        public boolean takesPower() {
            return !lost.equals(Watts.NONE);
        }

        private Unit plus(Unit other) {
            return new Unit(
                    unit, layer, lostGpus + other.lostGpus, unsureGpus + other.unsureGpus, lost.plus(other.lost));
        }
    }

    private static final Comparator<Unit> MOST_POWER = Comparator.<Unit>comparingLong(unit -> unit.lost.low)
            .thenComparing(unit -> unit.lost.high)
            .reversed();

    private static final Comparator<Unit> WORST_FIRST = Comparator.comparingLong(Unit::lostGpus)
            .thenComparing(Unit::unsureGpus)
            .reversed()
            .thenComparing(MOST_POWER)
            .thenComparing(Unit::layer)
            .thenComparing(Unit::unit);

    private final Registry registry;
    private final PlantAt now;
    private final List<Unit> units = new ArrayList<>();

    private Headroom(Registry registry, PlantTimeline plant, long atMillis) {
        this.registry = registry;
        this.now = new PlantAt(registry, plant, atMillis);
    }

    /**
     * The units whose trip would cost anything, and the paths that are down already; in the order of {@link #sum}.
     *
     * @param held GPUs of the line by block, of one hall
     * @param firm whether the line is promised firm power
     */
    public static List<Unit> of(
            Registry registry, Map<Block, Long> held, boolean firm, PlantTimeline plant, long atMillis) {
        Headroom headroom = new Headroom(registry, plant, atMillis);
        Map<GroupId, Long> paths = byPath(held, Block::power);
        Map<GroupId, Long> installed = firm ? PowerCount.installed(registry, paths.keySet()) : Map.of();
        paths.forEach((path, gpus) -> headroom.trips(Layer.POWER, path, gpus, installed.getOrDefault(path, 0L)));
        byPath(held, Block::cooling).forEach((loop, gpus) -> headroom.trips(Layer.COOLING, loop, gpus, 0));
        return sum(headroom.units);
    }

    /** Of the GPUs that a line holds in a hall as an interval ends. */
    static List<Unit> of(Registry registry, LinePlan plan, HallId hall, PlantTimeline plant, long start, long end) {
        Map<Block, Long> held = new HashMap<>();
        for (LinePlan.Member member : plan.members(hall, start, end)) {
            if (member.to() >= end) {
                held.merge(member.block(), (long) member.block().gpusPerNode(), Long::sum);
            }
        }
        return of(registry, held, plan.terms.firmW > 0, plant, lastMilli(end));
    }

    /** What stands ready of a line's firm power as an interval ends. */
    static Watts ready(Collection<HallPart> parts, long end) {
        Watts ready = Watts.NONE;
        for (HallPart part : parts) {
            TermPart.PowerStep step = part.terms.powerAt(lastMilli(end));
            ready = ready.plus(new Watts(step.low(), step.high()));
        }
        return ready;
    }

    private static long lastMilli(long end) {
        return end * 1000 - 1;
    }

    /**
     * The same units of several halls, or paths, added up; the worst first. What is first of a layer, what is first to be down
     * already in it, and what takes most firm power stand before all others, so that a list cut short still tells of them.
     */
    public static List<Unit> sum(Collection<Unit> units) {
        record Key(AssetId unit, Layer layer) {}
        record Kind(Layer layer, boolean downAlready) {}
        Map<Key, Unit> sums = new HashMap<>();
        units.forEach(unit -> sums.merge(new Key(unit.unit, unit.layer), unit, Unit::plus));
        List<Unit> worst = sums.values().stream().sorted(WORST_FIRST).toList();
        Set<Kind> told = new HashSet<>();
        Set<Unit> ordered = new LinkedHashSet<>();
        for (Unit unit : worst) {
            if (told.add(new Kind(unit.layer, unit.downAlready()))) {
                ordered.add(unit);
            }
        }
        worst.stream().filter(Unit::takesPower).min(MOST_POWER).ifPresent(ordered::add);
        ordered.addAll(worst);
        return List.copyOf(ordered);
    }

    private static Map<GroupId, Long> byPath(Map<Block, Long> held, Function<Block, GroupId> path) {
        Map<GroupId, Long> paths = new TreeMap<>();
        held.forEach((block, gpus) -> paths.merge(path.apply(block), gpus, Long::sum));
        paths.values().removeIf(gpus -> gpus == 0);
        return paths;
    }

    /**
     * What each unit behind a path would take with it.
     *
     * @param installed all GPUs on a path of promised power, else 0
     */
    private void trips(Layer layer, GroupId path, long gpus, long installed) {
        if (now.state(path) == PlantState.DOWN) {
            units.add(new Unit(new AssetId(path.value()), layer, 0, 0));
            return;
        }
        Watts ready = ready(now, path, gpus, installed);
        for (Asset asset : registry.assetsBehind(List.of(path))) {
            AssetId id = asset.asset();
            if (now.state(new GroupId(id.value())) != PlantState.DOWN) {
                PlantAt then = now.without(id);
                PlantState left = then.state(path);
                Watts lost = ready.less(ready(then, path, gpus, installed));
                if (left != PlantState.UP || !lost.equals(Watts.NONE)) {
                    units.add(new Unit(
                            id,
                            layer,
                            left == PlantState.DOWN ? gpus : 0,
                            left == PlantState.UNKNOWN ? gpus : 0,
                            lost));
                }
            }
        }
    }

    private static Watts ready(PlantAt at, GroupId path, long gpus, long installed) {
        if (installed == 0) {
            return Watts.NONE;
        }
        PlantAt.Carried part = at.carried(path).part(gpus, installed);
        return new Watts(part.low(), part.high());
    }
}
