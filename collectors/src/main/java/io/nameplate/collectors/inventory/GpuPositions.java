/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.inventory;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives every GPU of a node its place in the frame: the driver's index where it is known, else the place its uuid was
 * first seen in. Places of GPUs that are gone become free at the next boot, when a GPU may have been replaced.
 */
final class GpuPositions {

    private final @Nullable String[] uuids;

    GpuPositions(int gpus) {
        uuids = new @Nullable String[gpus];
    }

    /** The uuid last seen at a place; empty before the first. */
    String uuidOrEmpty(int position) {
        String uuid = uuids[position];
        return uuid == null ? "" : uuid;
    }

    /** The place at which the uuid of a GPU was last seen; -1 if it has none, or was seen nowhere. */
    int placeOf(GpuReading gpu) {
        int index = gpu.index();
        if (index >= 0 && index < uuids.length && gpu.uuid().equals(uuids[index])) {
            return index;
        }
        for (int i = 0; i < uuids.length; i++) {
            if (gpu.uuid().equals(uuids[i])) {
                return i;
            }
        }
        return -1;
    }

    void restore(int position, String uuid) {
        uuids[position] = uuid.isEmpty() ? null : uuid;
    }

    /** Frees the places of GPUs that a reading after a boot no longer has. */
    void afterBoot(List<GpuReading> seen) {
        for (int i = 0; i < uuids.length; i++) {
            String uuid = uuids[i];
            if (uuid != null && seen.stream().noneMatch(gpu -> gpu.uuid().equals(uuid))) {
                uuids[i] = null;
            }
        }
    }

    /**
     * Puts the GPUs of a reading in their places.
     *
     * @param into one element per place; null where no GPU answered
     * @param replaced set where another GPU now stands than before
     */
    void place(List<GpuReading> gpus, @Nullable GpuReading[] into, boolean[] replaced, Tally tally) {
        Arrays.fill(into, null);
        Arrays.fill(replaced, false);
        for (GpuReading gpu : gpus) {
            int position = position(gpu);
            if (position < 0) {
                tally.count(Refusal.EXTRA_GPU);
            } else if (into[position] != null) {
                tally.count(Refusal.DUPLICATE_GPU);
            } else {
                into[position] = gpu;
                String before = uuids[position];
                if (!gpu.uuid().isEmpty()) {
                    replaced[position] = before != null && !before.equals(gpu.uuid());
                    uuids[position] = gpu.uuid();
                }
            }
        }
    }

    private int position(GpuReading gpu) {
        if (gpu.index() != GpuReading.NO_INDEX) {
            return gpu.index() < uuids.length ? gpu.index() : -1;
        }
        int free = -1;
        for (int i = 0; i < uuids.length; i++) {
            if (gpu.uuid().equals(uuids[i])) {
                return i;
            }
            if (free < 0 && uuids[i] == null) {
                free = i;
            }
        }
        return free;
    }
}
