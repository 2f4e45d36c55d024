/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.replay;

import io.nameplate.collectors.inventory.Inventory;
import io.nameplate.collectors.readings.BadLine;
import io.nameplate.collectors.readings.ReadingsFile;
import io.nameplate.collectors.recorder.Recorder;
import io.nameplate.model.language.Registry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The driver that plays a readings file as fast as it can be read into a recorder, and ends the records once. After a
 * crash it goes on three periods before what was complete, and states no slot twice.
 */
public final class Replay {

    private static final Logger LOG = LoggerFactory.getLogger(Replay.class);
    private static final int LINES_AT_A_TIME = 64;

    private final Path path;
    private final Registry registry;
    private final Recorder recorder;
    private final Consumer<BadLine> bad;

    /** A replay of a file. */
    public Replay(Path path, Registry registry, Recorder recorder, Consumer<BadLine> bad) {
        this.path = path;
        this.registry = registry;
        this.recorder = recorder;
        this.bad = bad;
    }

    /**
     * Plays to the end of the file.
     *
     * @param stopped asked often; ends the replay early, to be continued by another process
     */
    public void run(BooleanSupplier stopped) throws IOException {
        if (recorder.start() == Recorder.Start.ENDED) {
            LOG.atInfo().addKeyValue("file", path).log("readings were played to their end before");
            return;
        }
        boolean continued = recorder.start() == Recorder.Start.CONTINUED;
        long from = continued ? recorder.measure(Inventory::replayFrom) : Long.MIN_VALUE;
        boolean[] more = {true};
        Playback[] playback = new Playback[1];
        try (ReadingsFile file = ReadingsFile.open(path, registry)) {
            while (more[0] && !stopped.getAsBoolean()) {
                recorder.drive(inventory -> {
                    if (playback[0] == null) {
                        playback[0] = new Playback(List.of(inventory), bad);
                    }
                    more[0] = play(playback[0], file, from);
                });
            }
        }
        if (!more[0] && playback[0] != null) {
            recorder.drive(inventory -> playback[0].finish());
            LOG.atInfo()
                    .addKeyValue("file", path)
                    .addKeyValue("lines", playback[0].lines())
                    .addKeyValue("bad_lines", playback[0].badLines())
                    .log("readings played to their end");
        }
    }

    private static boolean play(Playback playback, ReadingsFile file, long from) {
        try {
            for (int i = 0; i < LINES_AT_A_TIME; i++) {
                if (!playback.step(file, from)) {
                    return false;
                }
            }
            return true;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
