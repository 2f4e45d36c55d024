/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.language.CollectorId;
import io.nameplate.model.wire.ConsumerId;
import io.nameplate.model.wire.EpochId;
import io.nameplate.model.wire.Link;
import io.nameplate.model.wire.UpRecord;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading goes on beside an append, and sees of a batch nothing before it sees it whole. */
class SpoolBesideTest {

    private static final ConsumerId JOB = new ConsumerId("job");
    private static final int BATCHES = 300;
    private static final int BATCH = 7;
    private static final long SEGMENT = 20_000;

    @TempDir
    Path folder;

    @Test
    void whatIsWrittenIsThereOnceItIsCounted() throws Exception {
        try (EpochLog log = EpochLog.create(folder, EpochId.of(1, 2, 3), OptionalLong.of(100))) {
            List<Entry> first = List.of(entry(1));
            log.ready(first, SEGMENT, 0);
            log.count(log.write(first), 0);
            List<Entry> second = List.of(entry(2), entry(3));
            log.ready(second, SEGMENT, 0);
            EpochLog.Batch written = log.write(second);
            assertThat(log.head()).isEqualTo(1);
            assertThat(log.read(2)).isEmpty();
            assertThat(log.read(1)).isPresent();

            log.count(written, 0);
            assertThat(log.head()).isEqualTo(3);
            assertThat(log.read(3).orElseThrow().link())
                    .isEqualTo(Link.next(log.read(2).orElseThrow().link(), entry(3).body()));
        }
    }

    @Test
    void everyRecordThatTheHeadTellsOfIsReadWholeAndInOrder() throws Exception {
        SpoolConfig config = new SpoolConfig(SEGMENT, 100_000_000, Duration.ZERO);
        Clock clock = Clock.fixed(Instant.parse("2026-06-01T00:00:00Z"), ZoneOffset.UTC);
        try (Spool spool = Spool.open(folder, new CollectorId("c1"), config, List.of(JOB), clock)) {
            EpochId epoch = spool.current();
            CompletableFuture<Void> appending = CompletableFuture.runAsync(() -> append(spool));
            Link link = Link.EMPTY;
            for (long seq = 1; seq <= BATCHES * BATCH; seq++) {
                while (spool.head(epoch) < seq) {
                    assertThat(appending).isNotCompletedExceptionally();
                    Thread.onSpinWait();
                }
                assertThat(spool.head(epoch) % BATCH).as("whole batches").isZero();
                UpRecord record = spool.read(epoch, seq).orElseThrow();
                assertThat(record.seq()).isEqualTo(seq);
                link = Link.next(link, record.body());
                assertThat(record.link()).as("record " + seq).isEqualTo(link);
                if (seq % 100 == 0) {
                    spool.committed(JOB, 1, Map.of(epoch, seq));
                }
            }
            appending.get();
            assertThat(spool.stats().produced()).isEqualTo(BATCHES * BATCH);
        }
    }

    private static void append(Spool spool) {
        for (int batch = 0; batch < BATCHES; batch++) {
            List<Entry> entries = new ArrayList<>();
            for (int i = 0; i < BATCH; i++) {
                entries.add(entry(batch * BATCH + i));
            }
            spool.append(entries);
        }
    }

    private static Entry entry(int number) {
        byte[] body = new byte[1 + number % 900];
        Arrays.fill(body, (byte) number);
        return new Entry(UpRecord.Kind.LOST, Optional.empty(), 100, body);
    }
}
