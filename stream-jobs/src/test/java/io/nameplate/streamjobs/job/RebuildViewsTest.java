/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RebuildViewsTest {

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    private int run(String... args) {
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        return RebuildViews.run(args, out, out);
    }

    @Test
    void aWrongCallIsSaidInASentence() {
        assertThat(run()).isEqualTo(2);
        assertThat(run("--influx-url")).isEqualTo(2);
        assertThat(run("--buckets", "x")).isEqualTo(2);
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("--influx-url is missing", "--influx-url needs a value", "unknown option '--buckets'");
    }

    @Test
    void aLedgerThatIsNotThereIsAFailure() {
        assertThat(run("--influx-url", "http://127.0.0.1:1", "--ledger", "http://127.0.0.1:1"))
                .isEqualTo(1);
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("cannot rebuild the view", "no ledger answers at http://127.0.0.1:1");
    }
}
