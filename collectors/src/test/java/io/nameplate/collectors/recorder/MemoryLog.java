/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.recorder;

import io.nameplate.collectors.inventory.Draft;
import io.nameplate.collectors.inventory.Numbered;
import io.nameplate.model.wire.Column;
import io.nameplate.model.wire.Frames;
import io.nameplate.model.wire.PlantReadings;
import io.nameplate.model.wire.UpRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** A record log that outlives its recorder and can break off like a killed process. */
public final class MemoryLog implements RecordLog {

    /** Thrown instead of appending when it is time to die. */
    public static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    public final List<UpRecord> records = new ArrayList<>();
    public final List<String> epochs = new ArrayList<>();
    public int dieAfter = Integer.MAX_VALUE;
    public boolean full;

    /** The most records that fit in from now on; more of them at once are refused whole. */
    public int room = Integer.MAX_VALUE;

    @Override
    public void append(List<Draft> drafts) throws IOException {
        if (full || drafts.size() > room) {
            throw new IOException("No space left on device");
        }
        room -= drafts.size();
        drafts.forEach(this::append);
    }

    @Override
    public void newEpoch(String reason) throws IOException {
        if (full) {
            throw new IOException("No space left on device");
        }
        epochs.add(reason);
    }

    @Override
    public void anew(String reason) throws IOException {
        newEpoch("anew: " + reason);
    }

    public void append(Draft draft) {
        if (dieAfter-- == 0) {
            throw new Killed();
        }
        records.add(Numbered.record(records.size() + 1, draft));
    }

    @Override
    public Position head() {
        return records.isEmpty() ? Position.START : new Position(Numbered.EPOCH.value(), records.size());
    }

    @Override
    public boolean ended() {
        return !records.isEmpty() && records.get(records.size() - 1).kind() == UpRecord.Kind.FIN;
    }

    /** True: then all that it holds counts, for live too. */
    @Override
    public boolean isReplay() {
        return true;
    }

    @Override
    public Iterable<UpRecord> after(Position position) {
        return List.copyOf(records.subList((int) Math.min(position.seq(), records.size()), records.size()));
    }

    /** Every statement with how often it stands: node, slot and content; plant readings; FINs. */
    public TreeMap<String, Integer> statements() {
        TreeMap<String, Integer> all = new TreeMap<>();
        for (UpRecord record : records) {
            if (record.kind() == UpRecord.Kind.FIN) {
                all.merge("fin " + record.through(), 1, Integer::sum);
            } else if (record.kind() == UpRecord.Kind.PLANT) {
                PlantReadings.parse(record.body())
                        .readings()
                        .forEach(reading -> all.merge(reading.toString(), 1, Integer::sum));
            } else {
                Frames frames = Frames.parse(record.body());
                for (int i = 0; i < frames.nodeCount(); i++) {
                    StringBuilder text = new StringBuilder("%s %d x %d code %x boot %x"
                            .formatted(
                                    frames.node(i),
                                    frames.firstSlot(),
                                    frames.slotCount(),
                                    frames.absentCode(i),
                                    frames.bootHash(i)));
                    for (int gpu = 0; gpu < frames.gpusPerNode(); gpu++) {
                        for (var column : Column.values()) {
                            text.append(' ').append(frames.value(column, i, gpu));
                        }
                    }
                    all.merge(text.toString(), 1, Integer::sum);
                }
            }
        }
        return all;
    }
}
