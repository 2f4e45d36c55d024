/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.spool;

/**
 * What of a spool cannot be read.
 *
 * @param tornTail whether it is only the end of a segment that was being written: nobody was told of what stood there
 */
public record Damage(String sentence, boolean tornTail) {

    static Damage of(Segment.DamageException damage) {
        return new Damage(String.valueOf(damage.getMessage()), false);
    }

    @Override
    public String toString() {
        return sentence;
    }
}
