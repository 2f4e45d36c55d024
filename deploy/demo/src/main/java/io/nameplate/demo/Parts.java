/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * The parts that run: started one after the other, started again when killed, ended together. A shutdown hook may end
 * them while the main thread still starts some.
 */
final class Parts {

    private static final Duration START_PATIENCE = Duration.ofMinutes(2);

    private final Path logs;
    private final List<Part> parts = new ArrayList<>();
    private boolean stopping;

    Parts(Path logs) {
        this.logs = logs;
    }

    /** Starts a part unless everything is already being stopped: then nothing may be left behind. */
    synchronized Part start(Part part) {
        if (!stopping) {
            parts.add(part);
            part.start();
        }
        return part;
    }

    /** Waits for something that parts do while they start; none of them may end meanwhile. */
    void await(String what, Callable<Boolean> reached) throws InterruptedException {
        Instant patience = Instant.now().plus(START_PATIENCE);
        while (true) {
            for (Part part : running()) {
                if (part.died()) {
                    throw new LostException("the " + part.name() + " " + part.ending()
                            + " while starting. Last lines of " + part.log() + ":\n" + part.lastLines(20));
                }
            }
            try {
                if (reached.call()) {
                    return;
                }
            } catch (InterruptedException interrupted) {
                throw interrupted;
            } catch (Exception failed) {
                throw new LostException("waiting until " + what + " failed: " + failed.getMessage());
            }
            if (Instant.now().isAfter(patience)) {
                throw new LostException("waited " + START_PATIENCE.toSeconds() + " s in vain until " + what
                        + "; see the logs in " + logs);
            }
            Thread.sleep(200);
        }
    }

    /** Starts again what was killed, all but the one that cannot go on. */
    void revive(Part never) {
        for (Part part : running()) {
            if (part != never && part.died()) {
                System.out.println("! the " + part.name() + " " + part.ending() + "; starting it again (its log: "
                        + part.log() + ")");
                part.start();
            }
        }
    }

    private synchronized List<Part> running() {
        return List.copyOf(parts);
    }

    /** Ends all, the last one first; none is started any more. */
    void stop(Duration patience) {
        List<Part> running;
        synchronized (this) {
            stopping = true;
            running = List.copyOf(parts);
            parts.clear();
        }
        for (int i = running.size() - 1; i >= 0; i--) {
            running.get(i).stop(patience);
        }
    }

    /** A part that could not be started, or that cannot be continued. */
    static final class LostException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LostException(String sentence) {
            super(sentence);
        }
    }
}
