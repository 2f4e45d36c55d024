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

/** Reads the records of a spool's folder without changing it: for settling offline, and while its collector is stopped. */
public final class SpoolReader {

    private final CollectorId collector;
    private final List<Path> epochs;
    private final List<String> damages = new ArrayList<>();

    private SpoolReader(CollectorId collector, List<Path> epochs) {
        this.collector = collector;
        this.epochs = epochs;
    }

    /** Opens a spool's folder. */
    public static SpoolReader open(Path folder) throws IOException {
        List<String> owner = SpoolFolder.owner(folder);
        if (owner.isEmpty() || !Files.isDirectory(SpoolFolder.epochs(folder))) {
            throw new IOException(
                    folder + " is not a collector's spool: it has no 'collector' file or no 'epochs' folder");
        }
        return new SpoolReader(new CollectorId(owner.get(0)), SpoolFolder.epochFolders(SpoolFolder.epochs(folder)));
    }

    public CollectorId collector() {
        return collector;
    }

    /** Every record that can be read, epoch by epoch in order; what cannot be read is in {@link #damages}. */
    public void forEach(Consumer<UpRecord> each) throws IOException {
        for (Path folder : epochs) {
            try (EpochLog log = EpochLog.open(folder, false)) {
                damages.addAll(log.damages());
                for (Segment segment : log.segments()) {
                    if (segment.scan(each) < segment.bytes()
                            && segment != log.segments().get(log.segments().size() - 1)) {
                        damages.add(segment.file() + " is damaged after record " + segment.last());
                    }
                }
            }
        }
    }

    /** What could not be read, in sentences. */
    public List<String> damages() {
        return List.copyOf(damages);
    }
}
