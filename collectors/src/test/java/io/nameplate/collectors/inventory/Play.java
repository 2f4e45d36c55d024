/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.inventory;

import static io.nameplate.model.wire.Frames.BLANK;

import io.nameplate.collectors.Sites;
import io.nameplate.collectors.inventory.Reachability.Reach;
import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.evidence.Health;
import io.nameplate.model.evidence.Port;
import io.nameplate.model.evidence.Witness;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.wire.Column;
import io.nameplate.model.wire.Frames;
import io.nameplate.model.wire.PlantReadings;
import io.nameplate.model.wire.UpRecord;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Drives an inventory by hand and reads its records back. */
public final class Play {

    public static final long T0 = 1_780_272_000L;

    final List<Draft> drafts = new ArrayList<>();
    final Map<Refusal, Integer> refused = new EnumMap<>(Refusal.class);
    final Registry registry;
    public Inventory inventory;

    public Play(Registry registry) {
        this.registry = registry;
        this.inventory = fresh(64);
    }

    public Inventory fresh(int batch) {
        return new Inventory(
                registry, Sites.C1, batch, drafts::add, refusal -> refused.merge(refusal, 1, Integer::sum));
    }

    /** Seconds after the start of the play in epoch milliseconds. */
    public static long at(double second) {
        return Math.round((T0 + second) * 1_000);
    }

    public Play begin(double second) {
        inventory.begin(at(second));
        return this;
    }

    public Play advance(double second) {
        inventory.advance(at(second));
        return this;
    }

    public Play see(Reading reading) {
        inventory.advance(reading.ts());
        inventory.accept(reading);
        return this;
    }

    static GpuReading gpu(String uuid, int index, long util, long xid) {
        return new GpuReading(
                uuid,
                index,
                util,
                BLANK,
                util == 0 ? 345 : 1980,
                500,
                610,
                700,
                util == 0 ? 1 : 4,
                xid,
                BLANK,
                Health.UNSAID);
    }

    /** The same reading of a GPU that also says how busy its tensor pipes are. */
    static GpuReading withTensor(GpuReading gpu, long perMille) {
        return new GpuReading(
                gpu.uuid(),
                gpu.index(),
                gpu.util(),
                gpu.grEngine(),
                perMille,
                gpu.smClock(),
                gpu.power(),
                gpu.temp(),
                gpu.limit(),
                gpu.reasons(),
                gpu.xid(),
                gpu.recovery(),
                gpu.health());
    }

    /** The readings of a node's tensor pipes in the order of the records: seconds after the start, and the counter. */
    List<String> tensor(NodeId node) {
        return drafts.stream()
                .filter(draft -> draft.kind() == UpRecord.Kind.PLANT)
                .flatMap(draft -> PlantReadings.parse(draft.body()).readings().stream())
                .filter(reading -> reading.asset().value().equals(node.value()))
                .map(reading -> "%s %.3f %.0f"
                        .formatted(reading.point(), (reading.tsMillis() - T0 * 1_000) / 1_000.0, reading.value()))
                .toList();
    }

    static NodeReading healthy(NodeId node, double second) {
        return reading(node, second, "boot-1", gpu("a-" + node, 0, 970, 0), gpu("b-" + node, 1, 970, 0));
    }

    static NodeReading reading(NodeId node, double second, String boot, GpuReading... gpus) {
        return new NodeReading(node, at(second), boot, gpus.length, List.of(gpus));
    }

    static Reachability reach(NodeId node, double second, Reach reach, Witness witness, Port port) {
        return new Reachability(node, at(second), reach, witness, port);
    }

    static PlantReading plant(String asset, double second, double value) {
        return new PlantReading(new AssetId(asset), at(second), PointValue.good("voltage_l1n", value));
    }

    List<Frames> frames() {
        return drafts.stream()
                .filter(draft -> draft.kind() == UpRecord.Kind.FRAMES)
                .map(draft -> Frames.parse(draft.body()))
                .toList();
    }

    /** What every node states of every slot, in words: slots are seconds after the start. Later statements join. */
    Map<String, String> stated() {
        Map<String, String> all = new TreeMap<>();
        for (Frames frames : frames()) {
            for (int i = 0; i < frames.nodeCount(); i++) {
                for (int s = 0; s < frames.slotCount(); s++) {
                    long slot = frames.firstSlot() + (long) s * frames.slotSeconds() - T0;
                    String key = "%s %04d".formatted(frames.node(i), slot);
                    all.merge(key, word(frames, i), (a, b) -> a + " then " + b);
                }
            }
        }
        return all;
    }

    public String stated(NodeId node, long slot) {
        return stated().getOrDefault("%s %04d".formatted(node, slot), "nothing");
    }

    private static String word(Frames frames, int node) {
        long code = frames.absentCode(node);
        if (code != 0) {
            return "absent %s %s %s since %d%s"
                    .formatted(
                            Evidence.absentReason(code),
                            Evidence.witness(code),
                            Evidence.port(code),
                            Evidence.since(code) - T0,
                            Evidence.isRebooted(code) ? " rebooted" : "");
        }
        StringBuilder word = new StringBuilder("data of " + frames.gpuCount(node));
        for (int gpu = 0; gpu < frames.gpusPerNode(); gpu++) {
            word.append(frames.present(node, gpu) ? " util " + frames.value(Column.UTIL, node, gpu) : " missing");
            long condition = frames.value(Column.CONDITION, node, gpu);
            word.append(condition == 0 ? "" : " condition " + condition);
        }
        return word.toString();
    }

    Optional<Draft> last() {
        return drafts.isEmpty() ? Optional.empty() : Optional.of(drafts.get(drafts.size() - 1));
    }
}
