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

    /** The mark of the text that is known already, so that it need not come again; empty to ask for it in any case. */
    default String etag() {
        return "";
    }

    /** Whether a target that fails may be asked less often: it is not its absence that has to be observed. */
    default boolean mayBeAskedLess() {
        return false;
    }

    /**
     * What an answer says.
     *
     * @param at when it was there, epoch milliseconds
     */
    Found read(Fetched text, Optional<Fetched> boot, long at);
}
