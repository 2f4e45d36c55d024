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

    private static final int FORMAT = 1;

    private final HallId hall;
    private final HallEvidence nodes;
    private final PlantTimeline plant;
    private long registryVersion;

    public KeptEvidence(HallId hall, long registryVersion, HallEvidence nodes, PlantTimeline plant) {
        this.hall = hall;
        this.registryVersion = registryVersion;
        this.nodes = nodes;
        this.plant = plant;
    }

    /** A hall's evidence with what its plant timeline says of the interval. */
    public static KeptEvidence of(Registry registry, HallId hall, HallEvidence nodes, PlantTimeline plant) {
        long start = nodes.intervalStart() * 1000;
        long end = start + nodes.intervalSeconds() * 1000L;
        PlantTimeline inForce = plant.inForce(registry.assetsOf(hall), start, end);
        inForce.merge(plant.measured(registry.metersOf(hall), start, end));
        List<NodeId> ofHall = registry.blocksOf(hall).stream()
                .flatMap(block -> block.nodes().stream())
                .map(Node::node)
                .toList();
        inForce.merge(plant.tensorActive(ofHall, TensorCounter.hold(registry).toMillis(), start, end));
        return new KeptEvidence(hall, registry.version(), nodes, inForce);
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

    /** Adds everything that another piece of the same hall and interval knows. */
    public void merge(KeptEvidence other) {
        if (!other.hall.equals(hall)) {
            throw new IllegalArgumentException("evidence of hall " + other.hall + " is none of hall " + hall);
        }
        nodes.merge(other.nodes);
        plant.merge(other.plant);
        registryVersion = Math.max(registryVersion, other.registryVersion);
    }

    /** The canonical bytes: the same for the same knowledge. */
    public byte[] toBytes() {
        byte[] ofNodes = nodes.toBytes();
        byte[] ofPlant = plant.toBytes();
        return new ByteSink()
                .number(FORMAT)
                .text(hall.value())
                .number(registryVersion)
                .number(ofNodes.length)
                .bytes(ofNodes)
                .number(ofPlant.length)
                .bytes(ofPlant)
                .toBytes();
    }

    /** Reads canonical bytes; anything else throws {@link IllegalArgumentException}. */
    public static KeptEvidence fromBytes(byte[] bytes) {
        ByteSource source = new ByteSource(bytes, "kept evidence");
        if (source.number() != FORMAT) {
            throw source.broken("its format is not " + FORMAT);
        }
        HallId hall = new HallId(source.text());
        long registryVersion = source.number();
        HallEvidence nodes = HallEvidence.fromBytes(source.bytes(source.count(source.left())));
        PlantTimeline plant = PlantTimeline.fromBytes(source.bytes(source.count(source.left())));
        source.end();
        return new KeptEvidence(hall, registryVersion, nodes, plant);
    }
}
