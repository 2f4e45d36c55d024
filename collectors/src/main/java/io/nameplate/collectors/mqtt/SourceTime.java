/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Decides between the time a source gives and the time of receipt: the source's, if it is within two seconds. */
public final class SourceTime {

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

    /**
     * The time of a message that says one for all it holds, or none.
     *
     * @param said epoch milliseconds, where the message says it
     * @param retained whether the broker kept the message
     * @param received epoch milliseconds
     * @return epoch milliseconds; empty where nobody knows how old the message is, so that it must not count
     */
    public static OptionalLong of(OptionalLong said, boolean retained, long received, Remarks remarks) {
        if (said.isPresent() && Math.abs(said.getAsLong() - received) <= TRUSTED.toMillis()) {
            return said;
        }
        if (retained) {
            remarks.count(MessageFault.RETAINED);
            return OptionalLong.empty();
        }
        if (said.isPresent()) {
            remarks.count(MessageFault.SUSPECT_TIME);
        }
        return OptionalLong.of(received);
    }
}
