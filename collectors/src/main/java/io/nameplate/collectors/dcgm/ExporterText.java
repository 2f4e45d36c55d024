/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.dcgm;

import io.nameplate.collectors.inventory.GpuReading;
import io.nameplate.collectors.inventory.NodeReading;
import io.nameplate.collectors.inventory.XidCounts;
import io.nameplate.collectors.prometheus.Exposition;
import io.nameplate.collectors.prometheus.Fault;
import io.nameplate.collectors.prometheus.Format;
import io.nameplate.collectors.prometheus.Limits;
import io.nameplate.collectors.prometheus.PrometheusText;
import io.nameplate.collectors.prometheus.Sample;
import io.nameplate.model.language.GpuCondition;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.wire.ValueFlag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the exporters of one node show, dcgm-exporter's text and that of prometheus-node-exporter, as one piece of
 * knowledge. Not thread-safe; keep one for many texts.
 */
public final class ExporterText {

    /** Hears of lines and values that were left out. */
    public interface Faults extends GpuDraft.Faults {
        void badLine(Fault why, int line);
    }

    /**
     * What a text says.
     *
     * @param gpus the whole GPUs in the order of the text; not the instances that a GPU may be cut into
     * @param gpuCount how many the driver counts; {@link NodeReading#UNKNOWN} where it is not said
     * @param ofCount what is to be said of that
     * @param hostnames what the lines call their node
     * @param newest the latest time of a GPU's line, epoch milliseconds, where lines have a time
     * @param fingerprint changes with every number that is said of a GPU
     * @param instances lines that speak of a part of a GPU, and were passed over
     * @param bootSeconds when the node booted by its own clock, epoch seconds
     * @param nodeSeconds its own clock, epoch seconds
     * @param driver the version of the driver; empty where it is not said
     * @param energy what each GPU has used since its driver was loaded, by name and GPU, in the unit of the name
     */
    public record Seen(
            List<GpuReading> gpus,
            int gpuCount,
            List<ValueFlag> ofCount,
            Set<String> hostnames,
            OptionalLong newest,
            long fingerprint,
            int instances,
            double bootSeconds,
            double nodeSeconds,
            String driver,
            Map<String, Double> energy) {

        /**
         * When the node booted by our clock, epoch seconds: its uptime before now, so that a node whose clock is set has not
         * booted; by its own clock where it does not say that.
         *
         * @param at when the text was read, epoch milliseconds
         */
        public OptionalLong bootedAt(long at) {
            double uptime = nodeSeconds - bootSeconds;
            if (uptime >= 0) {
                return OptionalLong.of(Math.round(at / 1_000.0 - uptime));
            }
            return bootSeconds > 0 && bootSeconds < LATEST
                    ? OptionalLong.of(Math.round(bootSeconds))
                    : OptionalLong.empty();
        }

        /**
         * What it says as a reading of a node.
         *
         * @param ts epoch milliseconds
         * @param received epoch milliseconds
         * @param ofTime what is to be said of the time
         */
        public NodeReading reading(NodeId node, long ts, long received, String bootId, List<ValueFlag> ofTime) {
            NodeDraft draft = new NodeDraft(node, ts, received, ofTime);
            draft.boot(bootId);
            draft.count(gpuCount, ofCount);
            gpus.forEach(draft::gpu);
            return draft.reading();
        }
    }

    /** Every XID that the exporter saw since it started; its DCGM_EXP_XID_ERRORS_COUNT is of a sliding window. */
    private static final String XIDS_COUNTED = "DCGM_EXP_XID_ERRORS_TOTAL";

    /** Since the driver was loaded, in mJ up to 4.8 and in J from 4.9 on. */
    private static final Set<String> ENERGY =
            Set.of("DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION", "DCGM_FI_DEV_GPU_ENERGY_JOULES_TOTAL");

    private static final double LATEST = 1e11;
    private static final double MOST_COUNTED = 1L << 53;
    private static final int MOST_GPUS = 256;
    private static final int MOST_XIDS = 100;
    private static final int MOST_HOSTNAMES = 4;

    private record Key(String uuid, int index) {}

    private final PrometheusText reader;
    private final List<GpuDraft> drafts = new ArrayList<>();
    private final Map<Key, GpuDraft> gpus = new LinkedHashMap<>();
    private final Map<Key, SortedMap<Integer, Long>> xids = new HashMap<>();
    private final Set<String> hostnames = new TreeSet<>();
    private final Map<String, Double> energy = new HashMap<>();
    private String driver = "";
    private final GpuDraft ofNode = draft();
    private @Nullable Faults faults;
    private int gpuCount;
    private long newest;
    private long fingerprint;
    private int instances;
    private double bootSeconds;
    private double nodeSeconds;

    public ExporterText(Limits limits) {
        this.reader = new PrometheusText(limits);
    }

    private GpuDraft draft() {
        return new GpuDraft((why, name, value) -> {
            if (faults != null) {
                faults.leftOut(why, name, value);
            }
        });
    }

    /** Reads a text. */
    public Seen read(byte[] text, int length, Format format, Faults into) {
        faults = into;
        gpus.clear();
        xids.clear();
        hostnames.clear();
        energy.clear();
        driver = "";
        gpuCount = NodeReading.UNKNOWN;
        newest = Long.MIN_VALUE;
        fingerprint = 0;
        instances = 0;
        ofNode.begin(Generation.UNSAID);
        bootSeconds = Double.NaN;
        nodeSeconds = Double.NaN;
        reader.read(text, length, format, new Exposition() {
            @Override
            public void sample(Sample sample) {
                take(sample);
            }

            @Override
            public void bad(Fault fault, int line) {
                into.badLine(fault, line);
            }
        });
        List<GpuReading> readings = new ArrayList<>(gpus.size());
        gpus.forEach((key, draft) -> readings.add(counted(key, draft.reading(key.uuid, key.index))));
        return new Seen(
                readings,
                gpuCount,
                List.copyOf(ofNode.flags()),
                Set.copyOf(hostnames),
                newest == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(newest),
                fingerprint,
                instances,
                bootSeconds,
                nodeSeconds,
                driver,
                Map.copyOf(energy));
    }

    private void take(Sample sample) {
        Map<String, String> labels = sample.labels();
        GpuField.Named field = GpuField.named(sample.name());
        String uuid = labels.getOrDefault("UUID", "");
        int index = index(labels.getOrDefault("gpu", ""));
        boolean isOfGpu = !uuid.isEmpty() || index != GpuReading.NO_INDEX;
        if (field != null && field.field() == GpuField.GPU_COUNT) {
            ofNode.begin(Generation.of(labels)).take(field, sample.value());
            gpuCount = ofNode.gpuCount();
        } else if (isOfGpu) {
            ofGpu(sample, field, new Key(uuid, index));
        } else if (sample.name().equals("node_boot_time_seconds")) {
            bootSeconds = sample.value();
        } else if (sample.name().equals("node_time_seconds")) {
            nodeSeconds = sample.value();
        }
    }

    private void ofGpu(Sample sample, GpuField.@Nullable Named field, Key key) {
        Map<String, String> labels = sample.labels();
        if (!labels.getOrDefault("GPU_I_ID", "").isEmpty()) {
            instances++;
            return;
        }
        fingerprint += mixed(sample.name().hashCode() * 31L + key.hashCode(), Double.doubleToLongBits(sample.value()));
        if (field == null) {
            if (sample.name().equals(XIDS_COUNTED)) {
                count(key, labels.getOrDefault("xid", ""), sample.value());
            } else if (ENERGY.contains(sample.name()) && isEnergy(sample.value()) && energy.size() < MOST_GPUS) {
                energy.put(sample.name() + " " + key.uuid + " " + key.index, sample.value());
            }
            return;
        }
        GpuDraft draft = gpus.get(key);
        if (draft == null) {
            if (gpus.size() == MOST_GPUS) {
                return;
            }
            draft = begun(gpus.size(), labels);
            gpus.put(key, draft);
        }
        draft.take(field, sample.value());
        if (sample.time().isPresent()) {
            newest = Math.max(newest, sample.time().getAsLong());
        }
    }

    private static boolean isEnergy(double number) {
        return number >= 0 && Double.isFinite(number) && !Scale.isBlank(number);
    }

    /** Counts alone make no GPU present: they stand for as long as the exporter does, the GPU or not. */
    private void count(Key key, String code, double number) {
        int xid = index(code);
        if (xid < 1 || xid > GpuCondition.LAST_XID || !(number >= 0 && number <= MOST_COUNTED)) {
            if (faults != null) {
                ValueFault why = Double.isFinite(number) ? ValueFault.OUT_OF_RANGE : ValueFault.NOT_A_NUMBER;
                faults.leftOut(why, XIDS_COUNTED, number);
            }
            return;
        }
        if (xids.size() < MOST_GPUS || xids.containsKey(key)) {
            SortedMap<Integer, Long> counts = xids.computeIfAbsent(key, another -> new TreeMap<>());
            if (counts.size() < MOST_XIDS || counts.containsKey(xid)) {
                counts.put(xid, (long) number);
            }
        }
    }

    private GpuReading counted(Key key, GpuReading reading) {
        SortedMap<Integer, Long> counts = xids.get(key);
        return counts == null ? reading : reading.counting(new XidCounts(counts));
    }

    private GpuDraft begun(int place, Map<String, String> labels) {
        if (place == drafts.size()) {
            drafts.add(draft());
        }
        String hostname = labels.getOrDefault("hostname", labels.getOrDefault("Hostname", ""));
        if (!hostname.isEmpty() && hostnames.size() < MOST_HOSTNAMES) {
            hostnames.add(hostname);
        }
        driver = driver.isEmpty() ? Generation.driver(labels) : driver;
        return drafts.get(place).begin(Generation.of(labels));
    }

    private static long mixed(long name, long value) {
        long bits = (name ^ Long.rotateLeft(value, 23)) * 0x9E3779B97F4A7C15L;
        return bits ^ bits >>> 29;
    }

    /** The driver's index of a GPU as labels write it. */
    public static int index(String text) {
        if (text.isEmpty() || text.length() > 4) {
            return GpuReading.NO_INDEX;
        }
        int index = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return GpuReading.NO_INDEX;
            }
            index = index * 10 + (c - '0');
        }
        return index;
    }
}
