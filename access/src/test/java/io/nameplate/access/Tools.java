/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Assumptions;

/** Programs that we did not write, as peers in tests. Missing ones skip a test, but fail it where CI is set. */
public final class Tools {

    private Tools() {}

    /** Demands a program, such as /usr/sbin/mosquitto. */
    public static void need(String program) {
        need(program, Files.isExecutable(Path.of(program)));
    }

    /** Demands a module of Debian's own Python. */
    public static void needPythonModule(String module) throws IOException, InterruptedException {
        Process probe = new ProcessBuilder("/usr/bin/python3", "-c", "import " + module)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        need("Python module " + module, probe.waitFor() == 0);
    }

    private static void need(String what, boolean there) {
        if (System.getenv("CI") != null) {
            assertThat(there).as("%s is installed", what).isTrue();
        }
        Assumptions.assumeTrue(there, what + " is not installed");
    }

    /** Waits until something is so; longer than the slowest machine needs. */
    public static void await(String what, BooleanSupplier so) throws InterruptedException {
        long until = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        Object lock = new Object();
        synchronized (lock) {
            while (!so.getAsBoolean()) {
                assertThat(System.nanoTime()).as("%s within two minutes", what).isLessThan(until);
                lock.wait(20);
            }
        }
    }
}
