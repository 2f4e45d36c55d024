/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.evidence;

import io.nameplate.model.language.Asset;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.GroupId;
import io.nameplate.model.language.Metered;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.language.PlantGroup;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.TensorCounter;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The readings of plant points as steps in time, merged like evidence. A reading is in force from its time until the
 * next one of its point, at most for the asset's hold. Times are epoch milliseconds. Not thread-safe.
 */
public final class PlantTimeline {

    /** Without columns; and with them. */
    private static final int FORMAT = 1;

    private static final int WITH_COLUMNS = 2;

    private final SortedMap<String, SortedMap<String, Steps>> assets = new TreeMap<>();
    /** Every node's tensor counter: too many, and too much alike, to be kept one by one. */
    private final Columns tensors = new Columns();

    /**
     * Adds a reading. Two different values of one point and instant are a conflict: the point is unknown from then on.
     *
     * @param value in the point's SI unit; NaN for a bad reading, which ends what was in force
     */
    public void merge(String asset, String point, long tsMillis, double value) {
        mergeBits(asset, point, tsMillis, Steps.bitsOf(value));
    }

    private void mergeBits(String asset, String point, long tsMillis, long bits) {
        if (point.equals(TensorCounter.POINT)) {
            tensors.merge(asset, tsMillis, bits);
            return;
        }
        assets.computeIfAbsent(asset, key -> new TreeMap<>())
                .computeIfAbsent(point, key -> new Steps())
                .merge(tsMillis, bits);
    }

    /** Adds every reading of another timeline. */
    public void merge(PlantTimeline other) {
        tensors.merge(other.tensors);
        other.assets.forEach((asset, points) -> points.forEach((point, steps) -> {
            for (int i = 0; i < steps.size(); i++) {
                mergeBits(asset, point, steps.ts(i), steps.bits(i));
            }
        }));
    }

    public boolean isEmpty() {
        return assets.isEmpty() && tensors.isEmpty();
    }

    /** Whether any node's tensor counter was read. */
    public boolean hasTensorCounters() {
        return !tensors.isEmpty();
    }

    /** How far before an instant a reading can lie that still decides a state at it: the longest hold. */
    public static long lookbackMillis(Registry registry) {
        long longest = TensorCounter.hold(registry).toMillis();
        for (Asset asset : registry.assets().values()) {
            longest = Math.max(longest, asset.hold().toMillis());
        }
        return longest;
    }

    /** The state of an asset or group at an instant. */
    public PlantState state(Registry registry, GroupId id, long atMillis) {
        return states(registry, id, atMillis)[0];
    }

    /** The states of an asset or group at instants. */
    public PlantState[] states(Registry registry, GroupId id, long... atMillis) {
        PlantGroup group = registry.groups().get(id);
        return group != null
                ? states(registry, group, atMillis)
                : states(registry.assets().get(new AssetId(id.value())), atMillis);
    }

    private PlantState[] states(Registry registry, PlantGroup group, long[] atMillis) {
        int[] up = new int[atMillis.length];
        int[] canBeUp = new int[atMillis.length];
        for (GroupId member : group.of()) {
            PlantState[] states = states(registry, member, atMillis);
            for (int i = 0; i < states.length; i++) {
                up[i] += states[i] == PlantState.UP ? 1 : 0;
                canBeUp[i] += states[i] == PlantState.DOWN ? 0 : 1;
            }
        }
        PlantState[] states = new PlantState[atMillis.length];
        for (int i = 0; i < states.length; i++) {
            states[i] = up[i] >= group.needs()
                    ? PlantState.UP
                    : canBeUp[i] < group.needs() ? PlantState.DOWN : PlantState.UNKNOWN;
        }
        return states;
    }

    private PlantState[] states(@Nullable Asset asset, long[] atMillis) {
        PlantState[] states = new PlantState[atMillis.length];
        for (int i = 0; i < states.length; i++) {
            states[i] = asset == null ? PlantState.UNKNOWN : state(asset, atMillis[i]);
        }
        return states;
    }

    private PlantState state(Asset asset, long atMillis) {
        boolean unknown = asset.up().isEmpty();
        for (Asset.UpRule rule : asset.up()) {
            Steps steps = steps(asset.asset().value(), rule.point());
            double value = steps == null
                    ? Double.NaN
                    : steps.valueAt(atMillis, asset.hold().toMillis());
            if (Double.isNaN(value)) {
                unknown = true;
            } else if (!rule.holds(value)) {
                return PlantState.DOWN;
            }
        }
        return unknown ? PlantState.UNKNOWN : PlantState.UP;
    }

    private @Nullable Steps steps(String asset, String point) {
        if (point.equals(TensorCounter.POINT)) {
            return tensors.steps(asset);
        }
        return assets.getOrDefault(asset, Collections.emptySortedMap()).get(point);
    }

    /** The last reading of an asset's point at an instant: what {@link #state} decides from. */
    public PointReading reading(Asset asset, String point, long atMillis) {
        Steps steps = steps(asset.asset().value(), point);
        return steps == null
                ? new PointReading(PointReading.Standing.NONE, 0, Double.NaN)
                : steps.readingAt(atMillis, asset.hold().toMillis());
    }

    /** The readings from an instant until another, exclusive. */
    public PlantTimeline slice(long fromMillis, long toMillis) {
        PlantTimeline part = new PlantTimeline();
        part.tensors.merge(tensors.slice(fromMillis, toMillis));
        assets.forEach((asset, points) -> points.forEach((point, steps) -> {
            for (int i = steps.firstFrom(fromMillis); i < steps.size() && steps.ts(i) < toMillis; i++) {
                part.mergeBits(asset, point, steps.ts(i), steps.bits(i));
            }
        }));
        return part;
    }

    /**
     * The readings that can decide a state of some assets in a stretch of time, and no other: of the points in their rules,
     * after the start less the asset's hold, until the end.
     */
    public PlantTimeline inForce(Collection<Asset> deciding, long fromMillis, long toMillis) {
        PlantTimeline part = new PlantTimeline();
        for (Asset asset : deciding) {
            for (Asset.UpRule rule : asset.up()) {
                take(asset, rule.point(), fromMillis, toMillis, part);
            }
        }
        return part;
    }

    /** The readings of some meters that can say anything of a stretch of time, and no other: bounded as those in force. */
    public PlantTimeline measured(Collection<Metered> meters, long fromMillis, long toMillis) {
        PlantTimeline part = new PlantTimeline();
        for (Metered metered : meters) {
            take(metered.asset(), metered.meter().point(), fromMillis, toMillis, part);
        }
        return part;
    }

    /** The readings of the tensor counters of some nodes that can say anything of a stretch of time, bounded likewise. */
    public PlantTimeline tensorActive(Collection<NodeId> nodes, long holdMillis, long fromMillis, long toMillis) {
        PlantTimeline part = new PlantTimeline();
        if (tensors.isEmpty()) {
            return part;
        }
        for (NodeId node : nodes) {
            visit(
                    node.value(),
                    TensorCounter.POINT,
                    holdMillis,
                    fromMillis,
                    toMillis,
                    (ts, bits) -> part.mergeBits(node.value(), TensorCounter.POINT, ts, bits));
        }
        return part;
    }

    private void take(Asset asset, String point, long fromMillis, long toMillis, PlantTimeline into) {
        visit(
                asset,
                point,
                fromMillis,
                toMillis,
                (ts, bits) -> into.mergeBits(asset.asset().value(), point, ts, bits));
    }

    /** Is told a reading: when, and the bits of its value, which are not a number where it is bad or a conflict. */
    interface Visitor {
        void reading(long tsMillis, long bits);
    }

    /** Tells the readings of a point in time: after the start less the asset's hold, until the end. */
    void visit(Asset asset, String point, long fromMillis, long toMillis, Visitor visitor) {
        visit(asset.asset().value(), point, asset.hold().toMillis(), fromMillis, toMillis, visitor);
    }

    void visit(String asset, String point, long holdMillis, long fromMillis, long toMillis, Visitor visitor) {
        if (point.equals(TensorCounter.POINT)) {
            tensors.visit(asset, fromMillis - holdMillis + 1, toMillis, visitor);
            return;
        }
        Steps steps = steps(asset, point);
        if (steps == null) {
            return;
        }
        for (int i = steps.firstFrom(fromMillis - holdMillis + 1); i < steps.size() && steps.ts(i) < toMillis; i++) {
            visitor.reading(steps.ts(i), steps.bits(i));
        }
    }

    /**
     * Adds the instants after {@code fromMillis} and before {@code toMillis} at which a point may change: where a reading
     * begins, and where its hold ends.
     */
    public void changes(Asset asset, String point, long fromMillis, long toMillis, Collection<Long> into) {
        long hold = asset.hold().toMillis();
        visit(asset, point, fromMillis, toMillis, (ts, bits) -> {
            if (ts > fromMillis) {
                into.add(ts);
            }
            if (ts + hold > fromMillis && ts + hold < toMillis) {
                into.add(ts + hold);
            }
        });
    }

    /** The canonical bytes: the same for the same readings, however they were put together. */
    public byte[] toBytes() {
        ByteSink sink = new ByteSink();
        sink.number(tensors.isEmpty() ? FORMAT : WITH_COLUMNS).number(assets.size());
        assets.forEach((asset, points) -> {
            sink.text(asset).number(points.size());
            points.forEach((point, steps) -> {
                sink.text(point).number(steps.size());
                for (int i = 0; i < steps.size(); i++) {
                    sink.number(i == 0 ? steps.ts(0) : steps.ts(i) - steps.ts(i - 1))
                            .fixed(steps.bits(i));
                }
            });
        });
        if (!tensors.isEmpty()) {
            tensors.writeTo(sink);
        }
        return sink.toBytes();
    }

    /** Reads canonical bytes; anything else throws {@link IllegalArgumentException}. */
    public static PlantTimeline fromBytes(byte[] bytes) {
        ByteSource source = new ByteSource(bytes, "a plant timeline");
        long format = source.number();
        if (format != FORMAT && format != WITH_COLUMNS) {
            throw source.broken("its format is not " + FORMAT + " or " + WITH_COLUMNS);
        }
        PlantTimeline timeline = new PlantTimeline();
        int assetCount = source.count(source.left());
        for (int a = 0; a < assetCount; a++) {
            String asset = source.text();
            int pointCount = source.count(source.left());
            for (int p = 0; p < pointCount; p++) {
                String point = source.text();
                int size = source.count(source.left());
                long ts = 0;
                for (int i = 0; i < size; i++) {
                    ts += source.number();
                    timeline.mergeBits(asset, point, ts, source.fixed());
                }
            }
        }
        if (format == WITH_COLUMNS) {
            timeline.tensors.merge(Columns.readFrom(source));
        }
        source.end();
        return timeline;
    }
}
