/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.orders;

import java.io.IOException;
import java.time.Instant;

/** Takes orders that a format has verified, to bring them to the ledger. */
@FunctionalInterface
public interface OrderDesk {

    /** Of a run that changes nothing, such as a look at a configuration. */
    OrderDesk NOBODY = (id, signed, received) -> {};

    /**
     * Takes an order; once this returns it is not lost any more.
     *
     * @param signed the compact signature, as it came
     * @throws IOException with a sentence, if it cannot be kept
     */
    void take(String id, String signed, Instant received) throws IOException;
}
