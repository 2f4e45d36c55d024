/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.spool;

import io.nameplate.model.language.CollectorId;
import io.nameplate.model.wire.EpochId;
import io.nameplate.model.wire.Frames;
import io.nameplate.model.wire.Link;
import io.nameplate.model.wire.Lost;
import io.nameplate.model.wire.PlantReadings;
import io.nameplate.model.wire.UpRecord;
import io.nameplate.model.wire.WireException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads every record of a spool and proves it: each whole by its checksum, numbered without a hole, linked to the one before
 * it by hash, never going back in what is complete, and with a body that can be read.
 */
public final class SpoolAudit {

    /**
     * What was found.
     *
     * @param faults what is wrong, in sentences; none where all is proved
     * @param notes what is usual where a collector was killed or is running: the torn end of the segment being written
     */
    public record Report(
            CollectorId collector, Map<UpRecord.Kind, Long> records, List<String> faults, List<String> notes) {}

    private final Map<UpRecord.Kind, Long> records = new EnumMap<>(UpRecord.Kind.class);
    private final List<String> faults = new ArrayList<>();
    private @Nullable EpochId epoch;
    private long seq;
    private long through;
    private Link link = Link.EMPTY;

    private SpoolAudit() {}

    /**
     * Reads a spool's folder, or a copy of it, and changes nothing.
     *
     * @throws SpoolException where it is none
     */
    public static Report of(Path folder) throws IOException {
        SpoolReader reader = SpoolReader.open(folder);
        SpoolAudit audit = new SpoolAudit();
        reader.forEach(audit::take);
        List<String> notes = new ArrayList<>();
        for (Damage damage : reader.damages()) {
            (damage.tornTail() ? notes : audit.faults).add(damage.sentence());
        }
        return new Report(reader.collector(), audit.records, audit.faults, notes);
    }

    private void take(UpRecord record) {
        records.merge(record.kind(), 1L, Long::sum);
        if (!record.epoch().equals(epoch)) {
            epoch = record.epoch();
            if (record.seq() == 1) {
                chained(record, Link.EMPTY);
            }
        } else if (record.seq() != seq + 1) {
            fault(record, "follows record " + seq);
        } else {
            chained(record, link);
            if (record.through() < through) {
                fault(record, "says complete until " + record.through() + ", the one before it said " + through);
            }
        }
        seq = record.seq();
        link = record.link();
        through = record.through();
        body(record);
    }

    /** The first record held of an epoch has nobody before it to be compared with. */
    private void chained(UpRecord record, Link before) {
        if (!Link.next(before, record.body()).equals(record.link())) {
            fault(record, "does not fit the link of the one before it: one of the two was changed");
        }
    }

    private void body(UpRecord record) {
        try {
            switch (record.kind()) {
                case FRAMES -> Frames.parse(record.body());
                case PLANT -> PlantReadings.parse(record.body());
                case LOST -> Lost.parse(record.body());
                case FIN, OTHER -> {
                    // nothing that this version knows how to read
                }
            }
        } catch (WireException broken) {
            fault(record, "cannot be read: " + broken.getMessage());
        }
    }

    private void fault(UpRecord record, String sentence) {
        faults.add("record " + record.seq() + " of epoch " + record.epoch() + " " + sentence);
    }
}
