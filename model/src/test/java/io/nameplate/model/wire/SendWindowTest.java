/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.wire.SendWindow.Change;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SendWindowTest {

    private static final EpochId EPOCH = EpochId.of(1, 0, 1);
    private final List<UpRecord> records = IntakeTest.chain(20, 0);
    private long low = 1;

    private final SendWindow window = new SendWindow(
            new ConsumerId("job"),
            new Holdings() {
                @Override
                public List<EpochId> epochs() {
                    return List.of(EPOCH);
                }

                @Override
                public long low(EpochId epoch) {
                    return low;
                }

                @Override
                public long head(EpochId epoch) {
                    return records.size();
                }

                @Override
                public Link link(EpochId epoch, long seq) {
                    return records.get((int) seq - 1).link();
                }
            },
            100,
            Map.of(EPOCH, 2L));

    private List<SendWindow.Event> cursor(long generation, long next, long committed, long limit, long now) {
        Link link = next == 1 || next > 21
                ? Link.EMPTY
                : records.get((int) next - 2).link();
        return window.onCursor(
                new Cursor(generation, 7, List.of(new Cursor.Epoch(EPOCH, next, link, committed, limit))), now);
    }

    private void send(int count, long now) {
        for (int i = 0; i < count; i++) {
            window.sent(EPOCH, window.wanted(EPOCH).orElseThrow(), now);
        }
    }

    @Test
    void nothingIsSentBeforeACursorNorAboveItsLimit() {
        assertThat(window.wanted(EPOCH)).isEmpty();
        cursor(100, 3, 2, 4, 0);
        send(2, 0);
        assertThat(window.wanted(EPOCH)).isEmpty();
        cursor(100, 3, 2, 5, 0);
        assertThat(window.wanted(EPOCH)).hasValue(5);
    }

    @Test
    void anOlderGenerationIsIgnoredAndANewerMovesThePosition() {
        cursor(100, 10, 9, 20, 0);
        send(3, 0);
        assertThat(cursor(99, 1, 0, 20, 0)).isEmpty();
        assertThat(window.olderCursors()).isEqualTo(1);
        assertThat(window.wanted(EPOCH)).hasValue(13);

        assertThat(cursor(101, 4, 3, 8, 0)).extracting(SendWindow.Event::change).containsExactly(Change.COMMITTED);
        assertThat(window.wanted(EPOCH)).hasValue(4);
        assertThat(window.committed(EPOCH)).isEqualTo(3);
        assertThat(window.generation()).isEqualTo(101);
    }

    @Test
    void withinAGenerationCommittedAndLimitOnlyRise() {
        cursor(100, 10, 9, 15, 0);
        cursor(100, 10, 5, 12, 0);
        assertThat(window.committed(EPOCH)).isEqualTo(9);
        send(6, 0);
        assertThat(window.wanted(EPOCH)).isEmpty();
    }

    @Test
    void withoutProgressForThreeSecondsItGoesBackToNext() {
        cursor(100, 3, 2, 20, 0);
        send(5, 1000);
        window.tick(3999);
        assertThat(window.wanted(EPOCH)).hasValue(8);
        window.tick(4000);
        assertThat(window.wanted(EPOCH)).hasValue(3);

        send(5, 4000);
        cursor(100, 5, 2, 20, 6500);
        window.tick(7100);
        assertThat(window.wanted(EPOCH)).as("next moved, the wait began anew").hasValue(8);
    }

    @Test
    void aNextAboveTheHeadOrAnotherLinkMeansAnotherHistory() {
        assertThat(cursor(100, 22, 2, 40, 0))
                .extracting(SendWindow.Event::change)
                .containsExactly(Change.FOREIGN);
        assertThat(window.wanted(EPOCH)).isEmpty();

        Cursor other =
                new Cursor(101, 7, List.of(new Cursor.Epoch(EPOCH, 4, Link.next(Link.EMPTY, new byte[] {99}), 2, 40)));
        assertThat(window.onCursor(other, 0))
                .extracting(SendWindow.Event::change)
                .containsExactly(Change.FOREIGN);
        assertThat(window.committed(EPOCH))
                .as("what the other history committed is not ours")
                .isEqualTo(2);
    }

    @Test
    void anUnknownLinkIsNeverCompared() {
        Cursor unknown = new Cursor(101, 7, List.of(new Cursor.Epoch(EPOCH, 4, Link.EMPTY, 3, 40)));
        assertThat(window.onCursor(unknown, 0))
                .extracting(SendWindow.Event::change)
                .containsExactly(Change.COMMITTED);
        assertThat(window.wanted(EPOCH)).hasValue(4);
    }

    @Test
    void movingAgainAfterAMinuteWithRecordsOutstandingIsToldOnce() {
        cursor(100, 3, 2, 20, 0);
        window.tick(1000);
        assertThat(cursor(100, 4, 2, 20, 60_000)).isEmpty();
        assertThat(cursor(100, 5, 2, 20, 120_001))
                .extracting(SendWindow.Event::change)
                .containsExactly(Change.RESUMED);
        assertThat(cursor(100, 6, 2, 20, 121_000)).isEmpty();
    }

    @Test
    void standingStillWithNothingOutstandingIsNoStall() {
        cursor(100, 21, 20, 40, 0);
        window.tick(1000);
        assertThat(cursor(100, 21, 20, 40, 100_000)).isEmpty();
    }

    @Test
    void recordsThatAreGoneArePassedOver() {
        cursor(100, 3, 2, 20, 0);
        low = 7;
        assertThat(window.wanted(EPOCH)).hasValue(7);
    }
}
