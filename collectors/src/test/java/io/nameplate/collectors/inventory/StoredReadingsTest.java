/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.inventory;

import static io.nameplate.collectors.Sites.node;
import static io.nameplate.collectors.inventory.Play.at;
import static io.nameplate.collectors.inventory.Play.healthy;
import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.collectors.Sites;
import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.wire.PlantReadings;
import io.nameplate.model.wire.UpRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Plant readings that their source kept while it could not send them. */
class StoredReadingsTest {

    private static final AssetId PDU = new AssetId("pdu-1");
    private static final int SECONDS = 120;

    private final Play play = new Play(Sites.small(1, 1, 1)).begin(0);

    @Test
    void whatWasStoredIsTakenBehindWhatWasReadSince() {
        play.see(live(0, 230)).see(live(100, 231));
        store(40, 100.5, 0);
        store(20, 100.6, 229);
        play.see(live(101, 232));
        play.inventory.handOut();
        assertThat(readings(play))
                .extracting(reading -> (reading.tsMillis() - at(0)) / 1_000 + " " + reading.value() + " "
                        + (reading.receivedMillis() - at(0)) / 1_000.0)
                .containsExactly("0 230.0 0.0", "100 231.0 100.0", "40 0.0 100.5", "20 229.0 100.6", "101 232.0 101.0");
        assertThat(play.refused).isEmpty();
    }

    /** Heard live, or half of it late, in any order, some of it twice: the evidence is the same to the byte. */
    @Test
    void anOutageThatWasFilledLaterIsTheSameEvidence() {
        for (long seed = 1; seed <= 40; seed++) {
            Random random = new Random(seed);
            Play calm = new Play(Sites.small(1, 1, 1)).begin(0);
            Play late = new Play(Sites.small(1, 1, 1)).begin(0);
            List<Integer> kept = new ArrayList<>();
            for (int second = 0; second < SECONDS; second++) {
                calm.see(live(second, second * second));
                boolean reached = second == 0 || second == SECONDS - 1 || random.nextInt(3) == 0;
                if (reached) {
                    late.see(live(second, second * second));
                } else {
                    kept.add(second);
                    kept.addAll(random.nextInt(5) == 0 ? List.of(second) : List.of());
                }
            }
            Collections.shuffle(kept, random);
            for (int second : kept) {
                late.inventory.accept(stored(second, SECONDS + 60, second * second));
            }
            calm.inventory.handOut();
            late.inventory.handOut();
            assertThat(late.refused).as("seed %d", seed).isEmpty();
            assertThat(timeline(late).toBytes())
                    .as("seed %d", seed)
                    .isEqualTo(timeline(calm).toBytes());
        }
    }

    @Test
    void slotsAndWhatIsCompleteDoNotGoBackForIt() {
        play.see(healthy(node(1), 0)).see(live(0, 230));
        for (int second = 1; second <= 30; second++) {
            play.see(healthy(node(1), second)).see(live(second, 230));
        }
        long through = play.inventory.through();
        play.inventory.accept(stored(-600, 30, 231));
        play.inventory.handOut();
        assertThat(play.inventory.through()).isEqualTo(through);
        assertThat(play.drafts).extracting(Draft::through).isSorted();
    }

    @Test
    void whatIsOutOfOrderThoughNothingStoredItIsRefused() {
        play.see(live(10, 230));
        play.inventory.accept(live(9, 229));
        play.inventory.accept(stored(9, 10.9, 229));
        play.inventory.accept(stored(10, 60, 229));
        assertThat(play.refused).containsEntry(Refusal.OUT_OF_ORDER, 2).containsEntry(Refusal.DUPLICATE, 1);
    }

    @Test
    void whatIsOlderThanAnyRecordIsKeptIsRefused() {
        double oldest = -72 * 3_600;
        play.inventory.accept(stored(oldest - 1, 0, 230));
        assertThat(play.refused).containsEntry(Refusal.TOO_OLD, 1);
        play.see(live(1, 230));
        play.inventory.accept(stored(oldest + 2, 1, 230));
        play.inventory.accept(stored(oldest - 2, 1, 230));
        assertThat(play.refused).containsEntry(Refusal.TOO_OLD, 2).hasSize(1);
    }

    @Test
    void aFloodOfOldReadingsOfAPointIsHeldOff() {
        play.see(live(0, 230));
        for (int i = 0; i < PlantPoints.MOST_STORED + 5; i++) {
            play.inventory.accept(stored(-60_000 + i, 0, i));
        }
        assertThat(play.refused).containsEntry(Refusal.TOO_MANY_STORED, 5).hasSize(1);
        play.inventory.accept(stored(-10, 3_600, 1));
        assertThat(play.refused).as("an hour later").containsEntry(Refusal.TOO_MANY_STORED, 5);
    }

    private static PlantReading live(double second, double value) {
        return new PlantReading(PDU, at(second), PointValue.good("voltage_l1n", value));
    }

    private static PlantReading stored(double second, double received, double value) {
        return new PlantReading(PDU, at(second), at(received), PointValue.good("voltage_l1n", value));
    }

    private void store(double second, double received, double value) {
        play.inventory.advance(at(received));
        play.inventory.accept(stored(second, received, value));
    }

    private static List<PlantReadings.Reading> readings(Play play) {
        return play.drafts.stream()
                .filter(draft -> draft.kind() == UpRecord.Kind.PLANT)
                .flatMap(draft -> PlantReadings.parse(draft.body()).readings().stream())
                .toList();
    }

    private static PlantTimeline timeline(Play play) {
        PlantTimeline timeline = new PlantTimeline();
        readings(play)
                .forEach(reading ->
                        timeline.merge(reading.asset().value(), reading.point(), reading.tsMillis(), reading.value()));
        return timeline;
    }
}
