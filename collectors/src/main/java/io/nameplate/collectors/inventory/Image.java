/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.inventory;

import io.nameplate.collectors.inventory.Reachability.Reach;
import io.nameplate.model.evidence.AbsentReason;
import io.nameplate.model.evidence.Conditions;
import io.nameplate.model.evidence.Health;
import io.nameplate.model.evidence.Port;
import io.nameplate.model.evidence.SlotRule;
import io.nameplate.model.evidence.Witness;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.wire.Frames;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The bytes of an {@link Inventory}'s state: a version, then halls, nodes, plant points and gaps, then a checksum. */
final class Image {

    private static final int VERSION = 5;
    private static final int BEFORE_PLACES = 4;
    private static final int BEFORE_TESTIMONY = 3;
    private static final int BEFORE_TENSOR = 2;
    private static final int BEFORE_NAMED_CONDITIONS = 1;

    /** Of nodes that are no longer expected: what was said is read and forgotten. */
    private static final SlotRule UNUSED = new SlotRule(Duration.ofSeconds(1));

    private Image() {}

    /** @param room about how many bytes there will be */
    static byte[] write(Inventory inventory, int room) {
        ImageWriter out = new ImageWriter(room);
        out.number(VERSION).number(inventory.slotSeconds).number(inventory.now).number(inventory.through());
        out.number(inventory.gaps.size());
        inventory.gaps.forEach(gap -> out.number(gap.from()).number(gap.to()));
        out.number(inventory.plantPoints.count());
        inventory.plantPoints.each(
                (asset, point, ts) -> out.text(asset.value()).text(point).number(ts));
        out.number(inventory.appended.until()).number(inventory.appended.left().size());
        inventory
                .appended
                .left()
                .forEach(stated -> out.text(stated.node()).number(stated.slot()).flag(stated.rebooted()));
        out.number(inventory.expected.halls.size());
        for (HallTrack hall : inventory.expected.halls.values()) {
            out.text(hall.hall.value()).number(hall.slot()).number(hall.nodes.size());
            hall.nodes.forEach(node -> write(node, out));
        }
        return out.sealed();
    }

    private static void write(NodeTrack node, ImageWriter out) {
        out.once(node.node.value()).number(node.gpus).once(node.boot).flag(node.bootChanged);
        for (int i = 0; i < node.gpus; i++) {
            out.once(node.positions.uuidOrEmpty(i));
            Conditions c = node.conditions[i];
            out.number(c.open()).number(c.since()).number(c.xid()).number(c.levels());
            out.number(c.gauge()).number(c.recovery());
            out.number(c.workSince()).flag(c.rebooted());
        }
        out.flag(node.tensor.isKnown()).number(node.tensor.gpuMillis()).number(node.tensorRead);
        Absence absence = node.absence;
        out.flag(absence != null);
        if (absence != null) {
            out.number(absence.since()).number(absence.from()).number(absence.to());
            out.name(absence.reason()).name(absence.witness());
            out.name(absence.port());
        }
        NodeReading current = node.current;
        out.flag(current != null).number(node.waiting.size());
        if (current != null) {
            write(current, node, out);
        }
        for (NodeReading reading : node.waiting) {
            write(reading, node, out);
        }
        for (Sayings<?> sayings : node.testimony.all) {
            write(sayings, out);
        }
    }

    private static <W extends Enum<W>> void write(Sayings<W> sayings, ImageWriter out) {
        List<Sayings.Said<W>> kept = sayings.kept();
        out.number(kept.size());
        for (Sayings.Said<W> said : kept) {
            out.number(said.ts()).number(said.hold()).name(said.word());
        }
    }

    private static void write(NodeReading reading, NodeTrack node, ImageWriter out) {
        out.number(reading.ts()).once(reading.bootId()).number(reading.gpuCount());
        out.number(reading.gpus().size());
        for (GpuReading gpu : reading.gpus()) {
            writeUuid(gpu, node, out);
            out.number(gpu.index()).number(gpu.util()).number(gpu.grEngine());
            out.number(gpu.tensor());
            out.number(gpu.smClock()).number(gpu.power()).number(gpu.temp()).number(gpu.limit());
            out.number(gpu.reasons()).number(gpu.xid()).number(gpu.recovery());
            out.number(gpu.health().said()).number(gpu.health().ill());
        }
    }

    /** The place at which the node has the GPU, from 1; 0 and the uuid where it has it nowhere. */
    private static void writeUuid(GpuReading gpu, NodeTrack node, ImageWriter out) {
        int place = node.positions.placeOf(gpu);
        out.number(place + 1);
        if (place < 0) {
            out.once(gpu.uuid());
        }
    }

    /**
     * Takes the state over; nodes and halls that are no longer expected are left out.
     *
     * @return why the bytes are of no use, if they are
     */
    static Optional<String> read(byte[] bytes, Inventory inventory) {
        try {
            ImageReader in = ImageReader.open(bytes);
            long version = in.number();
            long slotSeconds = in.number();
            if (version < BEFORE_NAMED_CONDITIONS || version > VERSION || slotSeconds != inventory.slotSeconds) {
                return Optional.of("it is of version " + version + " and slots of " + slotSeconds + " s, not " + VERSION
                        + " and " + inventory.slotSeconds + " s");
            }
            in.written(
                    version > BEFORE_NAMED_CONDITIONS,
                    version > BEFORE_TENSOR,
                    version > BEFORE_TESTIMONY,
                    version > BEFORE_PLACES);
            read(in, inventory);
            return Optional.empty();
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException damaged) {
            return Optional.of("it is damaged: " + damaged.getMessage());
        }
    }

    private static void read(ImageReader in, Inventory inventory) throws IOException {
        inventory.now = in.number();
        inventory.outgoing.raise(in.number());
        for (int i = in.count(); i > 0; i--) {
            inventory.gaps.add(new Gap(in.number(), in.number()));
        }
        for (int i = in.count(); i > 0; i--) {
            inventory.plantPoints.taken(new AssetId(in.text()), in.text(), in.number());
        }
        long until = in.number();
        Set<Appended.Stated> stated = new HashSet<>();
        for (int i = in.count(); i > 0; i--) {
            stated.add(new Appended.Stated(in.text(), in.number(), in.flag()));
        }
        inventory.appended.restore(stated, until);
        inventory.expected.halls.values().forEach(hall -> hall.open(inventory.through()));
        for (int i = in.count(); i > 0; i--) {
            HallTrack hall = inventory.expected.halls.get(new HallId(in.text()));
            long slot = in.number();
            for (int n = in.count(); n > 0; n--) {
                NodeId id = new NodeId(in.once());
                read(in, id, inventory.expected.nodes.get(id));
            }
            if (hall != null) {
                hall.open(slot);
            }
        }
    }

    private static void read(ImageReader in, NodeId id, @Nullable NodeTrack node) throws IOException {
        int gpus = in.count();
        boolean fits = node != null && node.gpus == gpus;
        String boot = in.once();
        boolean bootChanged = in.flag();
        List<String> uuids = new ArrayList<>();
        for (int i = 0; i < gpus; i++) {
            String uuid = in.once();
            uuids.add(uuid);
            Conditions conditions = conditions(in);
            if (node != null && fits) {
                node.positions.restore(i, uuid);
                node.conditions[i] = conditions;
            }
        }
        boolean tensorKnown = in.hasTensor() && in.flag();
        long tensorMillis = in.hasTensor() ? in.number() : 0;
        long tensorRead = in.hasTensor() ? in.number() : SlotRule.NONE;
        Absence absence = in.flag()
                ? new Absence(
                        in.number(),
                        in.number(),
                        in.number(),
                        in.name(AbsentReason.class),
                        in.name(Witness.class),
                        in.name(Port.class))
                : null;
        boolean hasCurrent = in.flag();
        int waiting = in.count();
        NodeReading current = hasCurrent ? nodeReading(in, id, uuids) : null;
        List<NodeReading> readings = new ArrayList<>();
        for (int i = 0; i < waiting; i++) {
            readings.add(nodeReading(in, id, uuids));
        }
        Testimony testimony = node != null && fits ? node.testimony : new Testimony(UNUSED);
        readTestimony(in, id, testimony);
        if (node != null && fits) {
            node.boot = boot;
            node.bootChanged = bootChanged;
            node.tensor.restore(tensorKnown, tensorMillis);
            node.tensorRead = tensorRead;
            node.absence = absence;
            node.current = current;
            node.waiting.addAll(readings);
            node.placeAgain();
        }
    }

    private static Conditions conditions(ImageReader in) throws IOException {
        int open = (int) in.number();
        long since = in.number();
        return new Conditions(
                open,
                since,
                in.hasNamedConditions() ? (int) in.number() : open,
                in.hasNamedConditions() ? (int) in.number() : 0,
                (int) in.number(),
                (int) in.number(),
                in.number(),
                in.flag());
    }

    private static NodeReading nodeReading(ImageReader in, NodeId node, List<String> uuids) throws IOException {
        long ts = in.number();
        String boot = in.once();
        int gpuCount = (int) in.number();
        List<GpuReading> gpus = new ArrayList<>();
        for (int i = in.count(); i > 0; i--) {
            int place = in.hasPlaces() ? in.count() : 0;
            gpus.add(new GpuReading(
                    place == 0 ? in.once() : uuids.get(place - 1),
                    (int) in.number(),
                    in.number(),
                    in.number(),
                    in.hasTensor() ? in.number() : Frames.BLANK,
                    in.number(),
                    in.number(),
                    in.number(),
                    in.number(),
                    in.number(),
                    in.number(),
                    in.number(),
                    in.hasNamedConditions() ? new Health((int) in.number(), (int) in.number()) : Health.UNSAID));
        }
        return new NodeReading(node, ts, boot, gpuCount, gpus);
    }

    private static void readTestimony(ImageReader in, NodeId node, Testimony into) throws IOException {
        if (!in.hasTestimony()) {
            for (int i = (in.flag() ? 1 : 0) + in.count(); i > 0; i--) {
                into.take(new Reachability(
                        node, in.number(), in.name(Reach.class), in.name(Witness.class), in.name(Port.class)));
            }
            return;
        }
        into.restored();
        read(in, Reach.class, into.reach);
        read(in, Witness.class, into.witness);
        read(in, Witness.class, into.bmc);
        read(in, Witness.class, into.outlet);
        read(in, Port.class, into.port);
    }

    private static <W extends Enum<W>> void read(ImageReader in, Class<W> words, Sayings<W> into) throws IOException {
        for (int i = in.count(); i > 0; i--) {
            into.add(in.number(), in.number(), in.name(words));
        }
    }
}
