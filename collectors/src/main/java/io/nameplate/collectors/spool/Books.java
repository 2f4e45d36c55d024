/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.spool;

import io.nameplate.collectors.disk.AtomicFile;
import io.nameplate.model.wire.ConsumerId;
import io.nameplate.model.wire.EpochId;
import io.nameplate.model.wire.Lost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What the spool must remember beside its records: how far each consumer has committed each epoch, which records are lost,
 * and the counts of epochs that are no longer held.
 */
final class Books {

    private static final String CONSUMER = "consumer-";

    private final Path folder;
    private final Map<ConsumerId, Consumer> consumers =
            new TreeMap<>((a, b) -> a.value().compareTo(b.value()));
    private final List<Lost> losses = new ArrayList<>();
    /** Whether all of them are on disk. */
    private boolean lossesKept = true;
    /** Epochs that are in the totals, although their folders may still be there. */
    private final Set<EpochId> retired = new TreeSet<>();

    private long retiredProduced;
    private long retiredCommitted;
    private long retiredLost;

    /** One consumer's generation and committed positions. */
    private record Consumer(long generation, Map<EpochId, Long> committed) {}

    /** The books of a spool that is written. */
    static Books of(Path folder, List<ConsumerId> required) throws IOException {
        Files.createDirectories(folder);
        return new Books(folder, required);
    }

    /** The books of a spool that is only looked at, with every consumer that ever committed. */
    static Books seen(Path folder) throws IOException {
        List<ConsumerId> found = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                files.map(file -> file.getFileName().toString())
                        .filter(name -> name.startsWith(CONSUMER) && !name.endsWith(AtomicFile.UNFINISHED))
                        .forEach(name -> found.add(new ConsumerId(name.substring(CONSUMER.length()))));
            }
        }
        return new Books(folder, found);
    }

    private Books(Path folder, List<ConsumerId> known) throws IOException {
        this.folder = folder;
        for (ConsumerId consumer : known) {
            consumers.put(consumer, read(consumer));
        }
        boolean counted = false;
        for (String line : AtomicFile.read(folder.resolve("counts"))) {
            String[] words = line.split(" ", -1);
            switch (words[0]) {
                case "produced" -> retiredProduced = Long.parseLong(words[1]);
                case "committed" -> {
                    retiredCommitted = Long.parseLong(words[1]);
                    counted = true;
                }
                case "lost" -> retiredLost = Long.parseLong(words[1]);
                case "retired" -> retired.add(new EpochId(words[1]));
                default ->
                    losses.add(new Lost(
                            new EpochId(words[1]),
                            Long.parseLong(words[2]),
                            Long.parseLong(words[3]),
                            Long.parseLong(words[4]),
                            Long.parseLong(words[5]),
                            Lost.Reason.valueOf(words[6])));
            }
        }
        if (!counted) {
            // written before these were counted
            retiredCommitted = retiredProduced - retiredLost;
        }
    }

    private Consumer read(ConsumerId consumer) throws IOException {
        long generation = 0;
        Map<EpochId, Long> committed = new TreeMap<>();
        for (String line : AtomicFile.read(file(consumer))) {
            String[] words = line.split(" ", -1);
            if (words[0].equals("generation")) {
                generation = Long.parseLong(words[1]);
            } else {
                committed.put(new EpochId(words[0]), Long.parseLong(words[1]));
            }
        }
        return new Consumer(generation, committed);
    }

    private Path file(ConsumerId consumer) {
        return folder.resolve(CONSUMER + consumer.value());
    }

    /** The consumers they know. */
    Set<ConsumerId> consumers() {
        return consumers.keySet();
    }

    long generation(ConsumerId consumer) {
        return known(consumer).generation();
    }

    Map<EpochId, Long> committed(ConsumerId consumer) {
        return Map.copyOf(known(consumer).committed());
    }

    private Consumer known(ConsumerId consumer) {
        Consumer found = consumers.get(consumer);
        if (found == null) {
            throw new IllegalArgumentException("no required consumer is named " + consumer.value());
        }
        return found;
    }

    /** Takes a consumer's generation and positions over; they are not on disk yet. */
    void believe(ConsumerId consumer, long generation, Map<EpochId, Long> committed) {
        known(consumer);
        consumers.put(consumer, new Consumer(generation, new TreeMap<>(committed)));
    }

    /** Writes them. */
    void keep(ConsumerId consumer) throws IOException {
        Consumer known = known(consumer);
        List<String> lines = new ArrayList<>(List.of("generation " + known.generation()));
        known.committed().forEach((epoch, seq) -> lines.add(epoch.value() + " " + seq));
        AtomicFile.write(file(consumer), lines);
    }

    /** Up to where every required consumer has committed an epoch. */
    long committedByAll(EpochId epoch) {
        return consumers.values().stream()
                .mapToLong(consumer -> consumer.committed().getOrDefault(epoch, 0L))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** Up to where everybody who ever committed has committed an epoch; 0 where nobody ever did. */
    long committed(EpochId epoch) {
        return consumers.isEmpty() ? 0 : committedByAll(epoch);
    }

    /** The furthest that any consumer has committed an epoch. */
    long committedByAny(EpochId epoch) {
        return consumers.values().stream()
                .mapToLong(consumer -> consumer.committed().getOrDefault(epoch, 0L))
                .max()
                .orElse(0);
    }

    /** Notes records as lost, also where the disk does not take it; noting them again changes nothing. */
    void lose(Lost lost) throws IOException {
        losses.add(lost);
        List<Lost> merged = Lost.merge(losses);
        losses.clear();
        losses.addAll(merged);
        lossesKept = false;
        keepLosses();
    }

    /** Writes what was noted as lost and the disk has not taken yet; before that none of it may go. */
    void keepLosses() throws IOException {
        if (!lossesKept) {
            keepCounts();
        }
    }

    /** Which records of the epochs still held are lost. */
    List<Lost> losses() {
        return List.copyOf(losses);
    }

    /** Lost records of an epoch with numbers in [from, to]. */
    long lost(EpochId epoch, long from, long to) {
        return losses.stream()
                .filter(row -> row.epoch().equals(epoch))
                .mapToLong(row -> Math.max(0, Math.min(to, row.to()) - Math.max(from, row.from()) + 1))
                .sum();
    }

    /**
     * An epoch is no longer held: its counts go into the totals, once, however often the disk refuses them, and it is named there until
     * its folder is {@link #gone}.
     *
     * @param counted how many records it had, without the missing ones
     * @param committed up to where it is committed
     * @param missing how many more are lost
     */
    void retire(EpochId epoch, long counted, long committed, long missing) throws IOException {
        long[] before = {retiredProduced, retiredCommitted, retiredLost};
        List<Lost> rows = losses();
        retiredProduced += counted + missing;
        retiredCommitted += committed - lost(epoch, 1, committed);
        retiredLost += lost(epoch, 1, counted) + missing;
        losses.removeIf(row -> row.epoch().equals(epoch));
        retired.add(epoch);
        try {
            keepCounts();
        } catch (IOException failed) {
            retired.remove(epoch);
            retiredProduced = before[0];
            retiredCommitted = before[1];
            retiredLost = before[2];
            losses.clear();
            losses.addAll(rows);
            throw failed;
        }
    }

    /** Epochs whose counts are in the totals, and whose folders may still be there. */
    Set<EpochId> retired() {
        return Set.copyOf(retired);
    }

    /** The folder of a retired epoch is gone: from the next time they are written they need not name it. */
    void gone(EpochId epoch) {
        retired.remove(epoch);
    }

    long retiredProduced() {
        return retiredProduced;
    }

    long retiredCommitted() {
        return retiredCommitted;
    }

    long retiredLost() {
        return retiredLost;
    }

    private void keepCounts() throws IOException {
        List<String> lines = new ArrayList<>(
                List.of("produced " + retiredProduced, "committed " + retiredCommitted, "lost " + retiredLost));
        retired.forEach(epoch -> lines.add("retired " + epoch.value()));
        losses.forEach(row -> lines.add("row " + row.epoch().value() + " " + row.from() + " " + row.to() + " "
                + row.firstSlot() + " " + row.lastSlot() + " " + row.reason()));
        AtomicFile.write(folder.resolve("counts"), lines);
        lossesKept = true;
    }
}
