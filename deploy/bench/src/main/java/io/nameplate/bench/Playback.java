/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.bench;

import io.nameplate.collectors.spool.Entry;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.verdict.Settlement;
import io.nameplate.model.wire.PlantReadings;
import io.nameplate.model.wire.UpRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * A site that never ends, for measurements over a broker: ten different slots of the normal mix, played again and again
 * with the times that they would have, and what is dark in {@link Outages}. What second number n holds is the same
 * wherever it is asked for.
 */
final class Playback {

    private static final int VARIANTS = 10;
    private static final int FIRST_SLOT_TAG = 0x08;
    private static final int FIRST_SLOT_BYTES = 5;

    private final long start;
    private final Outages outages;
    private final List<List<UpRecord>> slots;
    /** The same slots with every node dark; empty where there are no outages. */
    private final List<List<UpRecord>> dark;

    /** A site without outages. */
    Playback(Registry registry, long start) {
        this(registry, start, Outages.NONE);
    }

    /** Makes the slots; their seconds count from {@code start}, which has to be whole minutes. */
    Playback(Registry registry, long start, Outages outages) {
        this.start = start;
        this.outages = outages;
        this.slots = slots(registry, Mix.NORMAL, start);
        this.dark = outages.equals(Outages.NONE) ? List.of() : slots(registry, Mix.DARK, start);
    }

    private static List<List<UpRecord>> slots(Registry registry, Mix mix, long start) {
        List<List<UpRecord>> slots = new ArrayList<>();
        for (UpRecord record : new Recording(registry, mix, start, VARIANTS).records) {
            if (record.kind() == UpRecord.Kind.PLANT) {
                slots.add(new ArrayList<>());
            }
            if (record.kind() != UpRecord.Kind.FIN) {
                slots.get(slots.size() - 1).add(record);
            }
        }
        return slots;
    }

    /** Records of each second. */
    int records() {
        return slots.get(0).size();
    }

    /** What the collector has to append for a second; valid until the next call, which changes the bodies. */
    List<Entry> entries(int second) {
        return second(second).stream().map(Playback::entry).toList();
    }

    /** What a collector has to append for a record. */
    static Entry entry(UpRecord record) {
        return new Entry(record.kind(), record.hall(), record.through(), record.body());
    }

    /** Settles the first seconds offline, as {@code bin/nameplate settle} does. */
    Settlement settle(Registry registry, int seconds) {
        Settlement settlement = new Settlement(registry);
        CollectorId collector = new CollectorId(BenchSite.COLLECTOR);
        for (int second = 0; second < seconds; second++) {
            second(second).forEach(record -> settlement.accept(collector, record));
        }
        return settlement;
    }

    /** The records of a second; valid until the next call, which changes the bodies. */
    List<UpRecord> second(int second) {
        List<UpRecord> slot = slots.get(second % VARIANTS);
        long shift = (long) second - second % VARIANTS;
        long time = start + second;
        List<UpRecord> records = new ArrayList<>(slot.size());
        for (int i = 0; i < slot.size(); i++) {
            // the first record is of plant
            boolean isDark = i > 0 && outages.isDark(i - 1, second);
            UpRecord record = (isDark ? dark.get(second % VARIANTS) : slot).get(i);
            byte[] body = record.body();
            if (record.kind() == UpRecord.Kind.PLANT) {
                body = shifted(body, shift * 1000);
            } else {
                begin(body, time);
            }
            // with the last record of a second everything about it has been said
            long through = i == slot.size() - 1 ? time + 1 : time;
            records.add(new UpRecord(
                    record.epoch(),
                    i + 1L,
                    0,
                    record.link(),
                    through,
                    record.kind(),
                    record.hall().orElse(null),
                    body));
        }
        return records;
    }

    private static byte[] shifted(byte[] body, long millis) {
        return new PlantReadings(PlantReadings.parse(body).readings().stream()
                        .map(r -> new PlantReadings.Reading(
                                r.asset(), r.point(), r.tsMillis() + millis, r.value(), r.quality()))
                        .toList())
                .encode();
    }

    /** Writes another first slot into frames: a varint of the same length. */
    private static void begin(byte[] frames, long firstSlot) {
        if (frames[0] != FIRST_SLOT_TAG || firstSlot >>> 28 == 0 || firstSlot >>> 35 != 0) {
            throw new IllegalStateException("frames that do not begin with a slot of today: " + firstSlot);
        }
        for (int i = 0; i < FIRST_SLOT_BYTES; i++) {
            int more = i == FIRST_SLOT_BYTES - 1 ? 0 : 0x80;
            frames[1 + i] = (byte) ((firstSlot >>> (7 * i) & 0x7f) | more);
        }
    }
}
