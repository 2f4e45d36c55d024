/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.prometheus;

/**
 * How much one text may hold.
 *
 * @param bytes of the whole text
 * @param lineBytes of one line
 * @param labels of one sample
 */
public record Limits(int bytes, int lineBytes, int labels) {

    /** Far beyond what any exporter shows: 16 MiB, 64 KiB a line, 128 labels. */
    public static final Limits STANDARD = new Limits(16 << 20, 64 << 10, 128);

    public Limits {
        if (bytes < 1 || lineBytes < 1 || labels < 0) {
            throw new IllegalArgumentException("limits must be positive, found " + bytes + " bytes, " + lineBytes
                    + " bytes a line, " + labels + " labels");
        }
    }
}
