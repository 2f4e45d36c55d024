/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.LeapingClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartingClockTest {

    private static final long NOW = 1_780_272_000_000L;
    private static final long YEAR = 31_536_000_000L;
    private static final OptionalLong SILENT = OptionalLong.empty();

    @TempDir
    Path folder;

    private final LeapingClock clock = new LeapingClock(NOW);
    private final CountDownLatch stop = new CountDownLatch(1);
    private final List<String> waiting = new ArrayList<>();
    private int asked;
    private int setAt;

    private boolean await(OptionalLong... answers) throws IOException, InterruptedException {
        return new StartingClock(
                        () -> {
                            clock.pass(60_000);
                            asked++;
                            if (asked == setAt) {
                                clock.leap(-YEAR);
                            }
                            if (asked == 100) {
                                stop.countDown();
                            }
                            return answers[Math.min(asked, answers.length) - 1];
                        },
                        folder.resolve("saved"),
                        clock,
                        clock::nanos,
                        Duration.ofMillis(1),
                        waiting::add)
                .await(stop);
    }

    private void savedAt(long millis) throws IOException {
        Path saved = Files.writeString(folder.resolve("saved"), "state");
        Files.setLastModifiedTime(saved, FileTime.fromMillis(millis));
    }

    @Test
    void aClockThatTheLedgerSharesIsBelievedAtOnceWhateverWasSaved() throws Exception {
        savedAt(NOW + YEAR);
        assertThat(await(OptionalLong.of(-599_000))).isTrue();
        assertThat(asked).isEqualTo(1);
        assertThat(waiting).isEmpty();
    }

    @Test
    void whileTheLedgersClockSaysAnotherTimeNothingBegins() throws Exception {
        assertThat(await(OptionalLong.of(-YEAR), OptionalLong.of(601_000), OptionalLong.of(3_000)))
                .isTrue();
        assertThat(asked).isEqualTo(3);
        assertThat(waiting).hasSize(2).allMatch(reason -> reason.contains("more than ten minutes apart"));
    }

    /** Such as a ledger that is being started again. */
    @Test
    void whatTheLedgerSaidHoldsWhileItIsSilent() throws Exception {
        assertThat(await(OptionalLong.of(-YEAR), SILENT, SILENT, OptionalLong.of(0)))
                .isTrue();
        assertThat(asked).isEqualTo(4);
        assertThat(waiting).hasSize(3).allMatch(reason -> reason.contains("more than ten minutes apart"));
    }

    @Test
    void aClockThatIsFarBehindTheLedgersIsNotBelievedHoweverLongThatIsSilentThen() throws Exception {
        savedAt(NOW + YEAR);
        assertThat(await(OptionalLong.of(YEAR), SILENT)).isFalse();
        assertThat(asked).isEqualTo(100);
        assertThat(waiting).hasSize(100).allMatch(reason -> reason.contains("more than ten minutes apart"));
    }

    @Test
    void aClockThatIsSetRightWhileTheLedgerIsSilentIsBelieved() throws Exception {
        setAt = 30;
        assertThat(await(OptionalLong.of(-YEAR), SILENT)).isTrue();
        assertThat(asked).isEqualTo(30);
    }

    @Test
    void whoIsToldToStopMeanwhileBeginsNothing() throws Exception {
        assertThat(await(OptionalLong.of(YEAR))).isFalse();
        assertThat(asked).isEqualTo(100);
    }

    @Test
    void withASilentLedgerAClockThatIsNotBehindTheSavedStateIsBelieved() throws Exception {
        assertThat(await(SILENT)).as("nothing was saved").isTrue();
        savedAt(NOW + 300_000);
        assertThat(await(SILENT)).isTrue();
        assertThat(waiting).isEmpty();
    }

    /** Such as that of a machine which knows the time only once its network is up. */
    @Test
    void aClockThatIsBehindTheSavedStateWaitsForTheLedger() throws Exception {
        savedAt(NOW + YEAR);
        assertThat(await(SILENT, SILENT, OptionalLong.of(YEAR), OptionalLong.of(0)))
                .isTrue();
        assertThat(asked).isEqualTo(4);
        assertThat(waiting).hasSize(3);
    }

    @Test
    void forALedgerThatStaysSilentItWaitsTenMinutes() throws Exception {
        savedAt(NOW + YEAR);
        assertThat(await(SILENT)).isTrue();
        assertThat(asked).isBetween(11, 12);
    }
}
