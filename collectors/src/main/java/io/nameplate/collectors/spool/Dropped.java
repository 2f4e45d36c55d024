/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.spool;

import io.nameplate.model.wire.Frames;
import io.nameplate.model.wire.Lost;
import io.nameplate.model.wire.PlantReadings;
import io.nameplate.model.wire.UpRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What records that are given up say, as far as they can be read.
 *
 * @param firstSlot the first slot that one of them speaks of, epoch seconds; where none can be read, the epoch's first one
 * @param said what LOST records among them say
 */
record Dropped(long firstSlot, List<Lost> said) {

    private static final Logger LOGGER = LoggerFactory.getLogger(Dropped.class);

    Dropped {
        said = List.copyOf(said);
    }

    /** Reads an epoch's records with numbers in [from, to]. */
    static Dropped of(EpochLog log, long from, long to) throws IOException {
        long before = log.slot(from - 1);
        long first = Long.MAX_VALUE;
        List<Lost> said = new ArrayList<>();
        try {
            for (long seq = from; seq <= to; seq++) {
                Optional<UpRecord> record = log.read(seq);
                if (record.isPresent()) {
                    first = Math.min(first, firstSlot(record.get()));
                    if (record.get().kind() == UpRecord.Kind.LOST) {
                        said.add(Lost.parse(record.get().body()));
                    }
                }
            }
        } catch (Segment.DamageException damaged) {
            first = Math.min(first, before);
            LOGGER.atWarn()
                    .addKeyValue("damage", damaged.getMessage())
                    .log("LOST records behind the damage cannot be read");
        }
        return new Dropped(first == Long.MAX_VALUE ? before : first, said);
    }

    private static long firstSlot(UpRecord record) {
        return switch (record.kind()) {
            case FRAMES -> Frames.parse(record.body()).firstSlot();
            case PLANT -> PlantReadings.beginOf(record.body());
            case LOST, FIN, OTHER -> Long.MAX_VALUE;
        };
    }
}
