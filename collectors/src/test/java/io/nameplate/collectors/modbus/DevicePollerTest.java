/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.collectors.inventory.PointValue;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.wire.PlantReadings.Quality;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DevicePollerTest {

    private static final Profile TWO_BLOCKS = ProfileReader.read("p.yaml", """
            profile: two
            source: a test
            points:
              - {point: a, address: 1, type: uint16, unit: V}
              - {point: b, address: 9, type: uint16, unit: V}
            """);

    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final BlockingQueue<List<PointValue>> polls = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> outcomes = new LinkedBlockingQueue<>();

    @AfterEach
    void stop() {
        scheduler.shutdownNow();
    }

    @Test
    void everyPollGivesEveryPoint() throws InterruptedException {
        poller("d", new Script(Answer.of(new byte[] {0, 7}), Answer.of(new byte[] {0, 8})))
                .start();
        assertThat(polls.poll(60, TimeUnit.SECONDS)).containsExactly(PointValue.good("a", 7), PointValue.good("b", 8));
        assertThat(outcomes.poll(60, TimeUnit.SECONDS)).isEqualTo("d ok");
    }

    @Test
    void aPartThatTheDeviceRefusesIsBadAndTheRestIsKept() throws InterruptedException {
        poller("d", new Script(Answer.failed(Trouble.EXCEPTION, "illegal address"), Answer.of(new byte[] {0, 8})))
                .start();
        assertThat(polls.poll(60, TimeUnit.SECONDS))
                .extracting(PointValue::quality)
                .containsExactly(Quality.BAD, Quality.GOOD);
        assertThat(outcomes.poll(60, TimeUnit.SECONDS)).isEqualTo("d exception");
        assertThat(polls.poll(60, TimeUnit.SECONDS)).as("goes on at once").isNotNull();
    }

    @Test
    void anAnswerOfTheWrongLengthIsBad() throws InterruptedException {
        poller("d", new Script(Answer.of(new byte[] {0, 7, 0}), Answer.of(new byte[] {0, 8})))
                .start();
        assertThat(polls.poll(60, TimeUnit.SECONDS).get(0).quality()).isEqualTo(Quality.BAD);
        assertThat(outcomes.poll(60, TimeUnit.SECONDS)).isEqualTo("d bad_answer");
    }

    @Test
    void aDeadDeviceDelaysNoOther() throws InterruptedException {
        poller("dead", new Script(new CompletableFuture<>())).start();
        poller("alive", new Script(Answer.of(new byte[] {0, 7}), Answer.of(new byte[] {0, 8})))
                .start();
        for (int i = 0; i < 5; i++) {
            assertThat(outcomes.poll(60, TimeUnit.SECONDS)).isEqualTo("alive ok");
        }
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

    private DevicePoller poller(String name, Script script) {
        ModbusDevice device = new ModbusDevice(
                new AssetId(name), TWO_BLOCKS, "127.0.0.1", 502, 1, Duration.ofMillis(20), Duration.ofMinutes(5));
        return new DevicePoller(
                device,
                script,
                scheduler,
                Clock.systemUTC(),
                (asset, values) -> polls.add(values),
                (asset, outcome) -> outcomes.add(asset + " " + outcome));
    }

    /** Answers requests with a fixed list, over and over. */
    private static final class Script implements ModbusReader {
        private final Deque<CompletionStage<Answer>> answers = new ArrayDeque<>();

        Script(Answer... answers) {
            for (Answer answer : answers) {
                this.answers.add(CompletableFuture.completedFuture(answer));
            }
        }

        Script(CompletableFuture<Answer> never) {
            answers.add(never);
        }

        @Override
        public CompletionStage<Answer> read(int unit, int function, int address, int words, Duration within) {
            CompletionStage<Answer> next = answers.removeFirst();
            answers.addLast(next);
            return next;
        }

        @Override
        public void close() {}
    }
}
