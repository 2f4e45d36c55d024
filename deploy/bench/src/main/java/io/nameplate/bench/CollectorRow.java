/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** One row of {@code bin/bench collectors}: something that a collector does, and beside it a yardstick of the same run. */
interface CollectorRow {

    /** What {@code --row} calls it; its figures begin with it. */
    String name();

    /** Whether it can be measured in a quarter of a minute. */
    default boolean isQuick() {
        return true;
    }

    /** Whether it takes so long that it is measured only when it is asked for by name. */
    default boolean isLong() {
        return false;
    }

    /**
     * Measures.
     *
     * @param folder an empty folder of its own
     * @param quick whether a quarter of a minute must do
     */
    List<Figure> measure(Path folder, boolean quick) throws IOException, InterruptedException;
}
