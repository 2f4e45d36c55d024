/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.spool;

import io.nameplate.model.language.CollectorId;
import io.nameplate.model.wire.UpRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Reads the records of a spool's folder, or of a copy of it, without changing it: for settling offline. */
public final class SpoolReader {

    private final Path folder;
    private final CollectorId collector;
    private final List<Path> epochs;
    private final List<Damage> damages = new ArrayList<>();

    private SpoolReader(Path folder, CollectorId collector, List<Path> epochs) {
        this.folder = folder;
        this.collector = collector;
        this.epochs = epochs;
    }

    /**
     * Opens a spool's folder.
     *
     * @throws SpoolException where it is none
     */
    public static SpoolReader open(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new SpoolException("there is no folder " + folder);
        }
        List<String> owner = SpoolFolder.owner(folder);
        if (owner.isEmpty() || !Files.isDirectory(SpoolFolder.epochs(folder))) {
            throw new SpoolException(
                    folder + " is not a collector's spool: it has no 'collector' file or no 'epochs' folder");
        }
        return new SpoolReader(
                folder, new CollectorId(owner.get(0)), SpoolFolder.epochFolders(SpoolFolder.epochs(folder)));
    }

    /** Whether it holds no segment: nothing was ever appended, or all of it is committed, released and forgotten. */
    public boolean isEmpty() throws IOException {
        for (Path epoch : epochs) {
            try (Stream<Path> files = Files.list(epoch)) {
                if (files.anyMatch(SegmentFiles::isSegment)) {
                    return false;
                }
            }
        }
        return true;
    }

    public Path folder() {
        return folder;
    }

    public CollectorId collector() {
        return collector;
    }

    /** The folders of its epochs, oldest first. */
    List<Path> epochs() {
        return epochs;
    }

    /** Every record that can be read, epoch by epoch in order; what cannot be read is in {@link #damages}. */
    public void forEach(Consumer<UpRecord> each) throws IOException {
        for (Path epoch : epochs) {
            try (EpochLog log = EpochLog.open(epoch, false)) {
                damages.addAll(log.damages());
                for (Segment segment : log.segments()) {
                    long last = segment.last();
                    segment.scan(each);
                    if (segment.last() < last) {
                        damages.add(new Damage(segment.file() + " is damaged after record " + segment.last(), false));
                    }
                }
            }
        }
    }

    /** What could not be read. */
    public List<Damage> damages() {
        return List.copyOf(damages);
    }
}
