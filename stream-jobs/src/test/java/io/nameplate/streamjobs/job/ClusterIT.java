/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nameplate.access.Mosquitto;
import io.nameplate.streamjobs.world.Deadline;
import io.nameplate.streamjobs.world.FakeCollector;
import io.nameplate.streamjobs.world.FakeLedger;
import io.nameplate.streamjobs.world.FlinkProcesses;
import io.nameplate.streamjobs.world.MqttWire;
import io.nameplate.streamjobs.world.Offline;
import io.nameplate.streamjobs.world.Story;
import io.nameplate.streamjobs.world.TwoHalls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SortedMap;
import org.apache.flink.util.FileUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The job on a cluster of processes against mosquitto, and everything that can happen to the two. */
@Timeout(600)
class ClusterIT {

    private static final Duration PATIENCE = Duration.ofSeconds(150);
    private static final long STEP = 75;

    @TempDir
    Path folder;

    private final Story first = Story.ofFirst(101);
    private final Story second = Story.ofSecond(102);
    private long played = TwoHalls.START;
    private Mosquitto broker;
    private FakeLedger ledger;
    private FlinkProcesses flink;
    private MqttWire wire1;
    private MqttWire wire2;
    private FakeCollector c1;
    private FakeCollector c2;

    @BeforeEach
    void open() throws Exception {
        flink = new FlinkProcesses(folder);
        flink.startTaskManager();
        flink.startTaskManager();
        broker = new Mosquitto(folder);
        ledger = new FakeLedger();
        ledger.registry(1, TwoHalls.TEXT);
        wire1 = new MqttWire(broker.url(), "c1");
        wire2 = new MqttWire(broker.url(), "c2");
        c1 = new FakeCollector("c1", first, TwoHalls.START, wire1);
        c2 = new FakeCollector("c2", second, TwoHalls.START, wire2);
    }

    @AfterEach
    void close() {
        c1.close();
        c2.close();
        wire1.close();
        wire2.close();
        flink.close();
        broker.close();
        ledger.close();
    }

    private SubmittedJob submit(String... more) {
        return new SubmittedJob(broker.url(), ledger.url(), folder.resolve("data"), flink.address(), more);
    }

    /** Lets the collectors go on for a while. */
    private void goOn() {
        first.play(played, played + STEP);
        second.play(played, played + STEP);
        played += STEP;
        c1.append();
        c2.append();
    }

    /** Waits until all that was played is settled as offline, with nothing said twice and no false alarm. */
    private void awaitSettled(SubmittedJob job) throws Exception {
        SortedMap<String, String> expected = Offline.settle(first, second);
        Deadline.await(
                PATIENCE,
                () -> ledger.contents().size() + " of " + expected.size() + "\n" + job.said() + "\n" + flink.said(),
                () -> ledger.contents().size() >= expected.size());
        assertThat(ledger.contents()).isEqualTo(expected);
        assertThat(ledger.revisions().values()).containsOnly(1);
        assertThat(ledger.olderRefused()).isEmpty();
        assertThat(ledger.falseBreaches()).isEmpty();
    }

    /** Three times, all that there are: while the job runs, and twice while it is being brought up again. */
    private void killTaskManagersInABurst(SubmittedJob job) throws Exception {
        flink.killTaskManagers();
        for (int again = 0; again < 2; again++) {
            job.awaitStandstill();
            flink.startTaskManager();
            job.awaitRecovery();
            flink.killTaskManagers();
        }
        flink.startTaskManager();
    }

    /** Twice: while the job runs, and while the one that was submitted again is being brought up. */
    private void killJobManagerInABurst(SubmittedJob job) throws Exception {
        flink.killJobManager();
        flink.startJobManager();
        awaitSubmittedAgain(job, 1);
        job.awaitRecovery();
        flink.killJobManager();
        flink.startJobManager();
        awaitSubmittedAgain(job, 2);
    }

    private static void awaitSubmittedAgain(SubmittedJob job, int times) {
        Deadline.await(PATIENCE, job::said, () -> job.said().split("submitting it again", -1).length - 1 >= times);
    }

    @Test
    void theContentsAreThoseOfAnUndisturbedRunWhateverHappensToTheCluster() throws Exception {
        try (SubmittedJob job = submit()) {
            goOn();
            awaitSettled(job);
            job.awaitMetric("caught_up", value -> value == 1);
            job.awaitMetric("behind", value -> value == 0);
            job.awaitMetric("through", value -> value > TwoHalls.START && value <= played);
            SubmittedJob again = submit();
            assertThatThrownBy(again::end).hasMessageContaining("already");

            job.awaitCheckpoints(2);
            goOn();
            killTaskManagersInABurst(job);
            awaitSettled(job);

            job.awaitCheckpoints(1);
            goOn();
            killJobManagerInABurst(job);
            goOn();
            awaitSettled(job);
            assertThat(job.said()).contains("going on from checkpoint");
            job.stop();
        }
        Path old = Checkpoints.newest(folder.resolve("data")).orElseThrow();
        assertThat(old.getParent()).isEqualTo(folder.resolve("data").resolve("savepoints"));
        try (SubmittedJob two = submit("--parallelism", "2")) {
            goOn();
            awaitSettled(two);
            assertThat(two.said()).contains("going on from checkpoint " + old);
            two.stop();
        }
        try (SubmittedJob one = submit("--parallelism", "1")) {
            goOn();
            awaitSettled(one);
            one.cancel();
        }
        try (SubmittedJob earlier = submit("--restore", old.toString())) {
            goOn();
            awaitSettled(earlier);
            earlier.cancel();
        }
        FileUtils.deleteDirectory(Checkpoints.folder(folder.resolve("data")).toFile());
        FileUtils.deleteDirectory(Checkpoints.savepoints(folder.resolve("data")).toFile());
        Files.delete(folder.resolve("data").resolve("registry.json"));
        try (SubmittedJob anew = submit()) {
            goOn();
            first.end();
            second.end();
            c1.append();
            c2.append();
            awaitSettled(anew);
            assertThat(anew.said()).contains("starting without state; the ledger has settled 2 lines before");
            anew.cancel();
        }
    }
}
