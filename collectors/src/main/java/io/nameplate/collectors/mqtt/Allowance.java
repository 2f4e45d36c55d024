/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt;

/**
 * How much a source may send; what is beyond is counted and not looked at.
 *
 * @param maxBytes of one message
 * @param maxRate messages per second, over one second
 */
public record Allowance(int maxBytes, int maxRate) {

    /** For a site of 220,000 GPUs, one message a node and second. */
    public static final Allowance STANDARD = new Allowance(1 << 20, 50_000);

    public Allowance {
        if (maxBytes < 1 || maxRate < 1) {
            throw new IllegalArgumentException("an allowance of nothing: " + maxBytes + " bytes, " + maxRate + "/s");
        }
    }
}
