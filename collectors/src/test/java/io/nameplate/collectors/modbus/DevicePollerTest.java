/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.collectors.inventory.PointValue;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.wire.PlantReadings.Quality;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class DevicePollerTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Profile TWO_BLOCKS = ProfileReader.read("p.yaml", """
            profile: two
            source: a test
            points:
              - {point: a, address: 1, type: uint16, unit: V}
              - {point: b, address: 9, type: uint16, unit: V}
            """);

    private final Script script = new Script(Pace.NONE, SECOND);

    private void start() {
        script.poller("d", 1, TWO_BLOCKS, SECOND, SECOND).start();
    }

    @Test
    void everyPollGivesEveryPoint() {
        script.wire.device = (unit, read) -> Answer.of(new byte[] {0, (byte) read.address()});
        start();
        script.time.pass(Duration.ofMillis(1_500));
        assertThat(script.readings.get("d"))
                .containsExactly(PointValue.good("a", 1, "V"), PointValue.good("b", 9, "V"));
        assertThat(script.log).containsExactly("1002 d ok");
    }

    @Test
    void aPartThatTheDeviceRefusesIsBadAndTheRestIsKept() {
        script.wire.device = (unit, read) -> read.address() == 1 ? Answer.exception(2) : Script.FakeWire.zeros(read);
        start();
        script.time.pass(Duration.ofMillis(2_500));
        assertThat(script.readings.get("d"))
                .extracting(PointValue::quality)
                .containsExactly(Quality.MISSING, Quality.GOOD);
        assertThat(script.outcomes("d")).as("goes on at once").containsExactly("exception", "exception");
        assertThat(script.ends.get(0).detail())
                .isEqualTo("function 3, 1 from 1: exception 2, the device has no such address");
        assertThat(script.ends.get(0).unit()).isEqualTo(1);
    }

    @Test
    void anAnswerThatDoesNotFitIsBad() {
        script.wire.device = (unit, read) ->
                read.address() == 1 ? read.answer(new byte[] {3, 2, 0, 7, 0}) : Script.FakeWire.zeros(read);
        start();
        script.time.pass(Duration.ofMillis(1_500));
        assertThat(script.readings.get("d").get(0).quality()).isEqualTo(Quality.BAD);
        assertThat(script.outcomes("d")).containsExactly("bad_answer");
    }

    /** As after a wrong checksum: our own closing of the connection is not what was wrong. */
    @Test
    void theFirstTroubleOfAPollIsTheOneThatIsTold() {
        script.wire.device = (unit, read) -> read.address() == 1
                ? Answer.failed(Trouble.BAD_ANSWER, "the checksum of an answer is wrong")
                : Answer.failed(Trouble.CLOSED, "the connection is closed");
        start();
        script.time.pass(Duration.ofMillis(1_500));
        assertThat(script.outcomes("d")).containsExactly("bad_answer");
        assertThat(script.ends.get(0).detail()).isEqualTo("function 3, 1 from 1: the checksum of an answer is wrong");
    }

    @Test
    void aRefusalGivesWayToWhatEndedThePoll() {
        script.wire.device = (unit, read) ->
                read.address() == 1 ? Answer.exception(2) : Answer.failed(Trouble.CLOSED, "the device closed it");
        start();
        script.time.pass(Duration.ofMillis(1_500));
        assertThat(script.outcomes("d")).containsExactly("closed");
        assertThat(script.ends.get(0).detail()).isEqualTo("the device closed it");
    }

    @Test
    void aDeviceInTroubleIsLeftAloneForLongerAndLonger() {
        Backoff backoff = Backoff.NONE;
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            backoff = backoff.failed();
            pauses.add(backoff.pause().toSeconds());
        }
        assertThat(pauses).startsWith(2L, 4L, 6L).endsWith(300L).isSorted();
    }

    @Test
    void aReadingHasTheTimeOfItsAnswerHoweverLongItWaitsToBeTaken() {
        List<Runnable> waiting = new ArrayList<>();
        List<Long> times = new ArrayList<>();
        DevicePoller poller = new DevicePoller(
                new ModbusDevice(new AssetId("d"), TWO_BLOCKS, Address.tcp("127.0.0.1", 502), 1, SECOND, SECOND),
                script.bus,
                script.time,
                script.time,
                waiting::add,
                (asset, at, values) -> times.add(at),
                script.ends::add);
        poller.start();
        script.time.pass(Duration.ofSeconds(10));
        assertThat(waiting).as("nothing more is read until it is taken").hasSize(1);
        waiting.get(0).run();
        assertThat(times).containsExactly(1_002L);
    }

    /** At whatever moment the one is exchanged for the other, and however long an answer takes, no period goes without a poll. */
    @Test
    void noPeriodIsMissedWhenAPollerIsExchanged() {
        for (long answering : new long[] {1, 250, 480}) {
            for (long moment = 3_000; moment < 4_000; moment += 7) {
                Script script = new Script(Pace.NONE, SECOND);
                script.wire.answering = Duration.ofMillis(answering);
                DevicePoller before = script.poller("d", 1, TWO_BLOCKS, SECOND, SECOND);
                DevicePoller after = script.poller("d", 1, TWO_BLOCKS, SECOND, SECOND);
                before.start();
                script.time.pass(Duration.ofMillis(moment));
                CompletionStage<Void> unused = before.finish().thenRun(() -> {
                    before.close();
                    after.start();
                });
                script.time.pass(Duration.ofMillis(10_990 - moment));
                assertThat(script.outcomes("d"))
                        .as("exchanged after %d ms, answers take %d ms", moment, answering)
                        .hasSize(10)
                        .containsOnly("ok");
            }
        }
    }

    @Test
    void aPollThatIsCutOffBecauseItsPollerIsClosedIsNoTrouble() {
        script.wire.device = (unit, read) -> Answer.failed(Trouble.CLOSED, "we closed it");
        script.wire.answering = Duration.ofMillis(100);
        DevicePoller poller = script.poller("d", 1, TWO_BLOCKS, SECOND, SECOND);
        poller.start();
        script.time.pass(Duration.ofMillis(1_050));
        assertThat(script.wire.underWay).isEqualTo(1);
        poller.close();
        script.time.pass(Duration.ofSeconds(5));
        assertThat(script.wire.underWay).isZero();
        assertThat(script.ends).isEmpty();
    }

    @Test
    void aSinkThatFailsDoesNotEndThePolling() {
        Script failing = new Script(Pace.NONE, SECOND);
        DevicePoller poller = new DevicePoller(
                new ModbusDevice(new AssetId("d"), TWO_BLOCKS, Address.tcp("127.0.0.1", 502), 1, SECOND, SECOND),
                failing.bus,
                failing.time,
                failing.time,
                Runnable::run,
                (asset, at, values) -> {
                    throw new IllegalStateException("as a test wants it");
                },
                failing.ends::add);
        poller.start();
        failing.time.pass(Duration.ofMillis(3_500));
        assertThat(failing.outcomes("d")).containsExactly("ok", "ok", "ok");
        poller.close();
        failing.time.pass(Duration.ofMillis(3_500));
        assertThat(failing.outcomes("d")).hasSizeLessThanOrEqualTo(4);
    }
}
