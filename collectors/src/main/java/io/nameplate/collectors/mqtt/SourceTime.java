/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Decides between the time a source gives and the time of receipt: the source's, if it is within two seconds. */
final class SourceTime {

    static final Duration TRUSTED = Duration.ofSeconds(2);

    private SourceTime() {}

    /**
     * The time of a line.
     *
     * @param nanos what the source says, nanoseconds since the epoch
     * @param received epoch milliseconds
     * @return epoch milliseconds
     */
    static long of(OptionalLong nanos, long received, Consumer<MessageFault> faults) {
        if (nanos.isEmpty()) {
            return received;
        }
        long said = Math.floorDiv(nanos.getAsLong(), 1_000_000L);
        if (Math.abs(said - received) <= TRUSTED.toMillis()) {
            return said;
        }
        faults.accept(MessageFault.SUSPECT_TIME);
        return received;
    }
}
