/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.reliability;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** What befell a run, for whoever looks into a failure; the details only where somebody asked for them. */
final class Story {

    private final List<String> lines = new ArrayList<>();
    private final LongSupplier now;
    private final boolean detailed;

    Story(LongSupplier now, boolean detailed) {
        this.now = now;
        this.detailed = detailed;
    }

    void tell(String line) {
        lines.add("%8.2f s: %s".formatted(now.getAsLong() / 1000.0 - Site.START, line));
    }

    void detail(Supplier<String> line) {
        if (detailed) {
            tell(line.get());
        }
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
