/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt;

import io.nameplate.collectors.inventory.Reading;
import java.time.Duration;
import java.util.List;

/**
 * What the messages of a source mean. A message may be wrong in every way: what is wrong is told to {@link Remarks}, and
 * the rest of it counts. Called by one thread at a time.
 */
public interface PayloadFormat {

    /**
     * The readings of one message.
     *
     * @param retained whether the broker kept it: it may be old
     * @param received epoch milliseconds
     */
    List<Reading> read(String topic, byte[] payload, boolean retained, long received);

    /**
     * What silence means: called about every second.
     *
     * @param now epoch milliseconds
     */
    default List<Reading> tick(long now) {
        return List.of();
    }

    /**
     * The connection to the broker was made afresh, or lost: what was said in between was not heard.
     *
     * @param now epoch milliseconds
     */
    default List<Reading> connection(boolean made, long now) {
        return List.of();
    }

    /** What it has learned of its source beside readings, for a person to look at: a text; empty where there is nothing. */
    default String report() {
        return "";
    }

    /** How a device file says what a format needs to know; opened once for each source. */
    interface Definition {

        /** How long the broker is to keep messages while the collector is away; zero for what only counts now. */
        default Duration kept() {
            return Duration.ZERO;
        }

        /** The format, ready to read. */
        PayloadFormat open(Opening opening);
    }
}
