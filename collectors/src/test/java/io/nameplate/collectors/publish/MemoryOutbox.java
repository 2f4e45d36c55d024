/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.publish;

import io.nameplate.model.wire.ConsumerId;
import io.nameplate.model.wire.EpochId;
import io.nameplate.model.wire.Head;
import io.nameplate.model.wire.Link;
import io.nameplate.model.wire.UpRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A spool in memory whose records carry a counter; a record is released by {@link #dropBelow} only. */
final class MemoryOutbox implements Outbox {

    private final TreeMap<EpochId, List<UpRecord>> epochs = new TreeMap<>();
    private final Map<EpochId, Long> lows = new HashMap<>();
    private final Map<ConsumerId, Map<EpochId, Long>> committed = new HashMap<>();
    private final Map<ConsumerId, Long> generations = new HashMap<>();
    final List<String> said = new ArrayList<>();
    boolean full;
    /** What happens while something committed is kept. */
    Runnable meanwhile = () -> {};

    private long counter;

    MemoryOutbox() {
        open();
    }

    synchronized EpochId current() {
        return epochs.lastKey();
    }

    private void open() {
        EpochId epoch = EpochId.of(epochs.size() + 1, 0, 0);
        epochs.put(epoch, new ArrayList<>());
        lows.put(epoch, 1L);
    }

    synchronized void append(int count) {
        for (int i = 0; i < count; i++) {
            append(UpRecord.Kind.PLANT, body(++counter));
        }
    }

    private void append(UpRecord.Kind kind, byte[] body) {
        EpochId epoch = epochs.lastKey();
        List<UpRecord> records = epochs.get(epoch);
        Link previous =
                records.isEmpty() ? Link.EMPTY : records.get(records.size() - 1).link();
        records.add(new UpRecord(epoch, records.size() + 1, 0, Link.next(previous, body), 1, kind, null, body));
    }

    private void requireSpace() throws IOException {
        if (full) {
            throw new IOException("No space left on device");
        }
    }

    synchronized void dropBelow(EpochId epoch, long low) {
        lows.put(epoch, low);
    }

    static byte[] body(long counter) {
        return ByteBuffer.allocate(8).putLong(counter).array();
    }

    static long counter(UpRecord record) {
        return ByteBuffer.wrap(record.body()).getLong();
    }

    @Override
    public synchronized List<EpochId> epochs() {
        return List.copyOf(epochs.keySet());
    }

    @Override
    public synchronized long low(EpochId epoch) {
        return lows.get(epoch);
    }

    @Override
    public synchronized long head(EpochId epoch) {
        return epochs.get(epoch).size();
    }

    @Override
    public synchronized Link link(EpochId epoch, long seq) {
        return seq < lows.get(epoch) ? Link.EMPTY : at(epoch, seq).link();
    }

    @Override
    public synchronized Optional<UpRecord> read(EpochId epoch, long seq) {
        return seq < lows.get(epoch) ? Optional.empty() : Optional.of(at(epoch, seq));
    }

    private UpRecord at(EpochId epoch, long seq) {
        return epochs.get(epoch).get((int) seq - 1);
    }

    @Override
    public synchronized List<Head.Epoch> heads() {
        List<Head.Epoch> heads = new ArrayList<>();
        for (EpochId epoch : epochs.keySet()) {
            long head = head(epoch);
            Link link = head == 0 ? Link.EMPTY : at(epoch, head).link();
            heads.add(new Head.Epoch(epoch, 0, low(epoch), head, link, 1, epoch.equals(epochs.lastKey()) ? 0 : 1));
        }
        return heads;
    }

    @Override
    public synchronized long generation(ConsumerId consumer) {
        return generations.getOrDefault(consumer, 0L);
    }

    @Override
    public synchronized Map<EpochId, Long> committed(ConsumerId consumer) {
        return committed.getOrDefault(consumer, Map.of());
    }

    @Override
    public synchronized void committed(ConsumerId consumer, long generation, Map<EpochId, Long> safe)
            throws IOException {
        requireSpace();
        generations.put(consumer, generation);
        committed.put(consumer, Map.copyOf(safe));
        meanwhile.run();
    }

    @Override
    public synchronized void newEpoch(String reason) throws IOException {
        requireSpace();
        said.add("new epoch");
        append(UpRecord.Kind.FIN, new byte[0]);
        open();
    }

    @Override
    public synchronized void leave(EpochId epoch, String reason) throws IOException {
        requireSpace();
        said.add("left " + epoch);
        if (epoch.equals(epochs.lastKey())) {
            open();
        }
    }
}
