/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.scrape;

import io.nameplate.collectors.inventory.GpuReading;
import io.nameplate.collectors.inventory.XidCounts;
import io.nameplate.model.wire.Frames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells when the first counts of a GPU's XIDs are news. An exporter begins to show a count when its XID comes, so that a GPU
 * that never had one has none, as has every GPU of an exporter that does not count. They are news where the same exporter,
 * in texts that followed each other without a failure between, showed the GPU without counts and without a last XID, and now
 * shows a last XID beside them: then the gauge says that something came, and the counts say all that did. Anything else that
 * is counted for the first time may be of long ago.
 */
final class FirstCounts {

    /** An exporter looks for what to count at its own pace, 30 s unless told otherwise: counts may come after the gauge. */
    private static final Duration BEHIND = Duration.ofSeconds(60);

    private static final long NEVER = Long.MAX_VALUE;

    private record Key(String uuid, int index) {}

    /**
     * A GPU as the text before had it.
     *
     * @param wasWell whether it was seen without counts and without a last XID since texts follow each other
     * @param xidAt when the gauge first showed an XID after that, epoch milliseconds; {@link #NEVER} while it does not
     */
    private record Known(XidCounts counts, boolean wasWell, long xidAt) {

        boolean canCount(long at) {
            return wasWell && (xidAt == NEVER || Math.abs(at - xidAt) <= BEHIND.toMillis());
        }
    }

    private Map<Key, Known> before = Map.of();

    /**
     * The GPUs of a text, their counts marked as news where they are.
     *
     * @param at when the text was there, epoch milliseconds
     */
    List<GpuReading> take(List<GpuReading> gpus, long at) {
        if (startedAgain(gpus)) {
            forget();
        }
        Map<Key, Known> now = new HashMap<>();
        List<GpuReading> taken = new ArrayList<>(gpus.size());
        for (GpuReading gpu : gpus) {
            Key key = new Key(gpu.uuid(), gpu.index());
            Known known = before.get(key);
            boolean isNews = known != null && known.canCount(at) && counts(gpu) && showsXid(gpu);
            taken.add(isNews ? gpu.counting(gpu.xids().asNews()) : gpu);
            now.put(key, next(gpu, known, at));
        }
        before = now;
        return taken;
    }

    /** Nobody knows whether it is the same exporter that is heard next. */
    void forget() {
        before = Map.of();
    }

    private static Known next(GpuReading gpu, @Nullable Known known, long at) {
        if (counts(gpu)) {
            return new Known(gpu.xids(), false, NEVER);
        }
        if (!showsXid(gpu)) {
            return new Known(XidCounts.NONE, true, NEVER);
        }
        if (known == null || !known.wasWell) {
            return new Known(XidCounts.NONE, false, NEVER);
        }
        return new Known(XidCounts.NONE, true, known.xidAt == NEVER ? at : known.xidAt);
    }

    /** An exporter never counts less than before. */
    private boolean startedAgain(List<GpuReading> gpus) {
        return gpus.stream().anyMatch(gpu -> {
            Known known = before.get(new Key(gpu.uuid(), gpu.index()));
            return known != null && gpu.xids().isLessThan(known.counts);
        });
    }

    private static boolean counts(GpuReading gpu) {
        return !gpu.xids().counts().isEmpty();
    }

    private static boolean showsXid(GpuReading gpu) {
        return gpu.xid() != Frames.BLANK && gpu.xid() != 0;
    }
}
