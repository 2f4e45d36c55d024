/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt;

import io.nameplate.collectors.dcgm.GpuField;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The name of a field as lines write it, what it means, and which one came behind it the last time. */
final class InfluxName {

    private final byte[] bytes;
    private final String text;
    private final GpuField.@Nullable Named gpuField;

    private final int place;

    /** A guess: where the name is kept that came behind it the last time. */
    int next;

    /**
     * A name.
     *
     * @param bytes as it stands in a line, escapes included
     * @param gpuField what it says of a GPU, if anything
     */
    InfluxName(byte[] bytes, String text, GpuField.@Nullable Named gpuField) {
        this.bytes = bytes;
        this.text = text;
        this.gpuField = gpuField;
        this.place = InfluxMemory.place(bytes, 0, bytes.length);
    }

    /** Where it is kept. */
    int place() {
        return place;
    }

    String text() {
        return text;
    }

    GpuField.@Nullable Named gpuField() {
        return gpuField;
    }

    /** How many bytes of a line it takes. */
    int length() {
        return bytes.length;
    }

    /** Whether it stands at a place of a line that ends at {@code end}, with an equals sign behind it. */
    boolean standsAt(byte[] line, int at, int end) {
        int behind = at + bytes.length;
        return behind < end && line[behind] == '=' && Arrays.equals(line, at, behind, bytes, 0, bytes.length);
    }

    /** Whether it is what stands between two places. */
    boolean is(byte[] line, int from, int to) {
        return Arrays.equals(line, from, to, bytes, 0, bytes.length);
    }
}
