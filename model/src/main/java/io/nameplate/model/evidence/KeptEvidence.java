/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.evidence;

import io.nameplate.model.language.HallId;
import io.nameplate.model.language.Node;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.TensorCounter;
import java.util.List;

/**
 * What the results of a hall's interval rest on, as it is kept for the claim window: the evidence of all its nodes, the plant
 * readings in force, and the newest registry version it was settled under. Merges like the evidence it holds, so pieces
 * may come in any order and more than once. Mutable and not thread-safe.
 */
public final class KeptEvidence {

    /** What the evidence store takes at most of one hall and interval. */
    public static final int MAX_BYTES = 48 * 1024 * 1024;

    /** Where nothing is known of missing records: most of the time. */
    private static final int WITHOUT_GAPS = 1;

    private static final int WITH_GAPS = 2;

    private final HallId hall;
    private final HallEvidence nodes;
    private final PlantTimeline plant;
    private final Gaps gaps;
    private long registryVersion;

    /** Where nothing is known of missing records. */
    public KeptEvidence(HallId hall, long registryVersion, HallEvidence nodes, PlantTimeline plant) {
        this(hall, registryVersion, nodes, plant, new Gaps());
    }

    private KeptEvidence(HallId hall, long registryVersion, HallEvidence nodes, PlantTimeline plant, Gaps gaps) {
        this.hall = hall;
        this.registryVersion = registryVersion;
        this.nodes = nodes;
        this.plant = plant;
        this.gaps = gaps;
    }

    /** {@link #of(Registry, HallId, HallEvidence, PlantTimeline, Gaps)} where nothing is known of missing records. */
    public static KeptEvidence of(Registry registry, HallId hall, HallEvidence nodes, PlantTimeline plant) {
        return of(registry, hall, nodes, plant, new Gaps());
    }

    /** A hall's evidence with what its plant timeline, and what is known of missing records, says of the interval. */
    public static KeptEvidence of(Registry registry, HallId hall, HallEvidence nodes, PlantTimeline plant, Gaps gaps) {
        long start = nodes.intervalStart() * 1000;
        long end = start + nodes.intervalSeconds() * 1000L;
        PlantTimeline inForce = plant.inForce(registry.assetsOf(hall), start, end);
        inForce.merge(plant.measured(registry.metersOf(hall), start, end));
        if (plant.hasTensorCounters()) {
            List<NodeId> ofHall = registry.blocksOf(hall).stream()
                    .flatMap(block -> block.nodes().stream())
                    .map(Node::node)
                    .sorted()
                    .toList();
            inForce.merge(
                    plant.tensorActive(ofHall, TensorCounter.hold(registry).toMillis(), start, end));
        }
        return new KeptEvidence(hall, registry.version(), nodes, inForce, gaps.within(start / 1000, end / 1000));
    }

    public HallId hall() {
        return hall;
    }

    /** Epoch second the interval begins at. */
    public long intervalStart() {
        return nodes.intervalStart();
    }

    public long registryVersion() {
        return registryVersion;
    }

    public HallEvidence nodes() {
        return nodes;
    }

    public PlantTimeline plant() {
        return plant;
    }

    /** Why records are missing, as far as it was known: it explains what was not measured, and changes no content. */
    public Gaps gaps() {
        return gaps;
    }

    /** Adds everything that another piece of the same hall and interval knows. */
    public void merge(KeptEvidence other) {
        if (!other.hall.equals(hall)) {
            throw new IllegalArgumentException("evidence of hall " + other.hall + " is none of hall " + hall);
        }
        nodes.merge(other.nodes);
        plant.merge(other.plant);
        gaps.merge(other.gaps);
        registryVersion = Math.max(registryVersion, other.registryVersion);
    }

    /** The canonical bytes: the same for the same knowledge. */
    public byte[] toBytes() {
        byte[] ofNodes = nodes.toBytes();
        byte[] ofPlant = plant.toBytes();
        ByteSink sink = new ByteSink()
                .number(gaps.isEmpty() ? WITHOUT_GAPS : WITH_GAPS)
                .text(hall.value())
                .number(registryVersion)
                .number(ofNodes.length)
                .bytes(ofNodes)
                .number(ofPlant.length)
                .bytes(ofPlant);
        if (!gaps.isEmpty()) {
            gaps.writeTo(sink);
        }
        return sink.toBytes();
    }

    /** Reads canonical bytes; anything else throws {@link IllegalArgumentException}. */
    public static KeptEvidence fromBytes(byte[] bytes) {
        ByteSource source = new ByteSource(bytes, "kept evidence");
        long format = source.number();
        if (format != WITHOUT_GAPS && format != WITH_GAPS) {
            throw source.broken("its format is neither " + WITHOUT_GAPS + " nor " + WITH_GAPS);
        }
        HallId hall = new HallId(source.text());
        long registryVersion = source.number();
        HallEvidence nodes = HallEvidence.fromBytes(source.bytes(source.count(source.left())));
        PlantTimeline plant = PlantTimeline.fromBytes(source.bytes(source.count(source.left())));
        Gaps gaps = format == WITHOUT_GAPS ? new Gaps() : Gaps.readFrom(source);
        if (format == WITH_GAPS && gaps.isEmpty()) {
            throw source.broken("it says that records are missing, and of none why");
        }
        source.end();
        return new KeptEvidence(hall, registryVersion, nodes, plant, gaps);
    }
}
