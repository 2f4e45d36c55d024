/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.evidence.ByteSink;
import io.nameplate.model.evidence.ByteSource;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Names everything that a result rests on: the SHA-256 of merged evidence, plant readings and registry facts that its
 * verdict can read, in canonical form. Two results of one provenance were made from the same facts, in whatever order and
 * batches these came. Not part of the {@link Content}.
 *
 * @param sha256 64 hexadecimal digits, lower case
 */
public record Provenance(String sha256) {

    private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{64}");
    private static final int BYTES = 32;

    /** Of a part that was made before parts told their provenance, and of every result that rests on one. */
    public static final Provenance UNKNOWN = new Provenance("0".repeat(2 * BYTES));

    public Provenance {
        if (!DIGITS.matcher(sha256).matches()) {
            throw new IllegalArgumentException("a provenance is 64 hexadecimal digits, not '" + sha256 + "'");
        }
    }

    public boolean isKnown() {
        return !equals(UNKNOWN);
    }

    /** @param canonical a {@link ByteSink#hashing} sink */
    static Provenance of(ByteSink canonical) {
        return new Provenance(HexFormat.of().formatHex(canonical.sha256()));
    }

    void writeTo(ByteSink sink) {
        for (int at = 0; at < 2 * BYTES; at += 16) {
            sink.fixed(HexFormat.fromHexDigitsToLong(sha256, at, at + 16));
        }
    }

    static Provenance readFrom(ByteSource source) {
        StringBuilder digits = new StringBuilder(2 * BYTES);
        for (int at = 0; at < BYTES; at += 8) {
            digits.append(HexFormat.of().toHexDigits(source.fixed()));
        }
        return new Provenance(digits.toString());
    }

    @Override
    public String toString() {
        return sha256;
    }
}
