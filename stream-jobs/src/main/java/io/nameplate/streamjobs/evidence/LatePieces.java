/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.evidence;

import io.nameplate.streamjobs.flow.Counter;
import io.nameplate.streamjobs.flow.Counters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the pieces of evidence that can no longer change their interval, out of one flush; says so once. */
final class LatePieces {

    private static final Logger LOGGER = LoggerFactory.getLogger(LatePieces.class);

    private final CollectorDesk desk;
    private final LateFolder folder;
    private final Counters counters;
    private boolean said;

    LatePieces(CollectorDesk desk, LateFolder folder, Counters counters) {
        this.desk = desk;
        this.folder = folder;
        this.counters = counters;
    }

    /** Whether the piece was taken aside, because its interval is forgotten or was never this job's. */
    boolean takes(Premerge.Spot spot, String kind, Supplier<byte[]> canonical) {
        if (!desk.progress().isLate(spot.start())) {
            return false;
        }
        if (spot.start() < desk.state().settledBefore()) {
            counters.add(Counter.ALREADY_SETTLED);
            return true;
        }
        if (kind.equals("plant") && !desk.progress().hasLeftAnythingBehind()) {
            return true;
        }
        counters.add(Counter.LATE);
        if (!said) {
            said = true;
            LOGGER.atWarn()
                    .addKeyValue("collector", desk.collector())
                    .addKeyValue("hall", spot.hall())
                    .addKeyValue("interval", Instant.ofEpochSecond(spot.start()))
                    .log("evidence came after its interval was forgotten and is kept on the side");
        }
        try {
            folder.append(desk.collector(), spot, kind, canonical.get());
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
        return true;
    }
}
