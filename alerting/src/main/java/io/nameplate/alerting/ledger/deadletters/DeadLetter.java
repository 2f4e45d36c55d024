/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.deadletters;

import java.util.Base64;

/**
 * Something that could not be read.
 *
 * @param source where it came from: a topic, or a collector with epoch and sequence number
 * @param bytes how long it was
 * @param sha256 of all of it, in hex
 * @param sample its first bytes, in Base64
 */
public record DeadLetter(String source, String reason, long bytes, String sha256, String sample) {

    /** The most bytes that a sample has. */
    public static final int SAMPLE_BYTES = 1024;

    private static final int SOURCE_LENGTH = 300;
    private static final int REASON_LENGTH = 600;

    public DeadLetter {
        source = first(source, SOURCE_LENGTH);
        reason = first(reason, REASON_LENGTH);
        if (bytes < 0 || !sha256.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException(
                    "a dead letter needs its length and the 64 hexadecimal digits of its hash");
        }
        if (Base64.getDecoder().decode(sample).length > SAMPLE_BYTES) {
            throw new IllegalArgumentException("a sample has at most " + SAMPLE_BYTES + " bytes");
        }
    }

    private static String first(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length);
    }
}
