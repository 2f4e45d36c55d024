/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.spool;

import io.nameplate.model.language.CollectorId;
import io.nameplate.model.wire.EpochId;
import io.nameplate.model.wire.Link;
import io.nameplate.model.wire.UpRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/**
 * Reads several folders of spools as one: those of several collectors, and of one collector as it was copied at several times. What
 * two folders of a collector both hold must be the same.
 */
public final class Spools {

    private final List<SpoolReader> readers;
    private final Map<CollectorId, Map<EpochId, Numbers>> read = new TreeMap<>();

    private Spools(List<SpoolReader> readers) {
        this.readers = readers;
    }

    /**
     * Opens the folders.
     *
     * @param known whose records they may hold
     * @throws SpoolException where one is no spool, holds no segment or is of somebody else, or two tell different histories of
     *     one epoch
     */
    public static Spools open(List<Path> folders, Set<CollectorId> known) throws IOException {
        List<SpoolReader> readers = new ArrayList<>();
        for (Path folder : folders) {
            SpoolReader reader = SpoolReader.open(folder);
            if (reader.isEmpty()) {
                throw new SpoolException("the spool " + folder + " holds no segment");
            }
            if (!known.contains(reader.collector())) {
                throw new SpoolException("the spool " + folder + " is of collector '" + reader.collector()
                        + "', which is not in the registry");
            }
            for (SpoolReader other : readers) {
                if (other.collector().equals(reader.collector())) {
                    requireOneHistory(other, reader);
                }
            }
            readers.add(reader);
        }
        return new Spools(readers);
    }

    private static void requireOneHistory(SpoolReader one, SpoolReader other) throws IOException {
        for (Path here : one.epochs()) {
            for (Path there : other.epochs()) {
                if (here.getFileName().toString().equals(there.getFileName().toString())) {
                    requireOneHistory(one.collector(), here, there);
                }
            }
        }
    }

    /** Each record's link stands for all before it: so that of the last number that both may hold decides. */
    private static void requireOneHistory(CollectorId collector, Path one, Path other) throws IOException {
        try (EpochLog a = EpochLog.open(one, false);
                EpochLog b = EpochLog.open(other, false)) {
            long shared = Math.min(a.head(), b.head());
            Optional<Link> here = link(a, shared);
            Optional<Link> there = link(b, shared);
            if (here.isPresent() && there.isPresent() && !here.equals(there)) {
                throw new SpoolException("collector '" + collector + "' has two histories: record " + shared
                        + " of epoch " + a.epoch() + " is another one in " + one + " than in " + other
                        + "; two collectors ran under one name, or a spool was copied and went on twice");
            }
        }
    }

    private static Optional<Link> link(EpochLog log, long seq) throws IOException {
        try {
            return log.read(seq).map(UpRecord::link);
        } catch (Segment.DamageException told) {
            // reading it all says so too, in damages
            return Optional.empty();
        }
    }

    /** Whose records they are. */
    public Set<CollectorId> collectors() {
        Set<CollectorId> collectors = new TreeSet<>();
        readers.forEach(reader -> collectors.add(reader.collector()));
        return collectors;
    }

    /** Every record that can be read, folder by folder; one that is in several comes several times. */
    public void forEach(BiConsumer<CollectorId, UpRecord> each) throws IOException {
        for (SpoolReader reader : readers) {
            Map<EpochId, Numbers> epochs = read.computeIfAbsent(reader.collector(), key -> new TreeMap<>());
            reader.forEach(record -> {
                epochs.computeIfAbsent(record.epoch(), key -> new Numbers()).add(record.seq());
                each.accept(reader.collector(), record);
            });
        }
    }

    /** What could not be read, and what no folder holds although the records around it are there, in sentences. */
    public List<String> damages() {
        List<String> damages = new ArrayList<>();
        readers.forEach(reader -> reader.damages().forEach(damage -> damages.add(reader.folder() + ": " + damage)));
        read.forEach((collector, epochs) -> epochs.forEach((epoch, numbers) -> numbers.holes()
                .forEach((from, to) -> damages.add("records " + from + " to " + to + " of epoch " + epoch
                        + " of collector '" + collector + "' are in no folder"))));
        return damages;
    }

    /** The numbers of an epoch's records that were read, in stretches without a hole. */
    private static final class Numbers {

        private final TreeMap<Long, Long> stretches = new TreeMap<>();
        private long first;
        private long last = -1;

        void add(long seq) {
            if (seq != last + 1) {
                first = seq;
            }
            last = seq;
            stretches.merge(first, last, Math::max);
        }

        /** Between the first and the last number. */
        Map<Long, Long> holes() {
            Map<Long, Long> holes = new TreeMap<>();
            long reached = stretches.firstKey() - 1;
            for (Map.Entry<Long, Long> stretch : stretches.entrySet()) {
                if (stretch.getKey() > reached + 1) {
                    holes.put(reached + 1, stretch.getKey() - 1);
                }
                reached = Math.max(reached, stretch.getValue());
            }
            return holes;
        }
    }
}
