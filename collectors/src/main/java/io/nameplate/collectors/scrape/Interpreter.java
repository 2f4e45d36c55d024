/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.scrape;

import io.nameplate.collectors.inventory.Reading;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns what a target answered into readings; keeps what it needs to compare one answer with the next. */
interface Interpreter {

    /**
     * What an answer came to.
     *
     * @param trouble null where all is well
     */
    record Found(List<Reading> readings, @Nullable Trouble trouble, String detail) {}

    /** Whether it wants the second text beside the next one. */
    boolean wantsBoot(long at);

    /**
     * What an answer says.
     *
     * @param at when it was there, epoch milliseconds
     */
    Found read(Fetched text, Optional<Fetched> boot, long at);
}
