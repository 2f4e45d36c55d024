/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nameplate.alerting.MemoryLedger;
import io.nameplate.alerting.ledger.deadletters.DeadLetter;
import io.nameplate.alerting.ledger.deadletters.DeadLetterBook;
import io.nameplate.alerting.ledger.store.Hash;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeadLettersTest {

    private DeadLetterBook book;

    @BeforeEach
    void aLedger() {
        book = new DeadLetterBook(MemoryLedger.migrated(), MemoryLedger.CLOCK);
    }

    private static DeadLetter letter(int number) {
        byte[] sample = {1, (byte) number, (byte) (number >> 8)};
        return new DeadLetter(
                "collector c1",
                "cannot be read",
                3,
                Hash.of(sample),
                Base64.getEncoder().encodeToString(sample));
    }

    @Test
    void theSameFromTheSamePlaceStandsOnceAndEachIsCounted() {
        book.file("job", List.of(letter(1), letter(1), letter(2)));
        book.file("job", List.of(letter(1)));
        assertThat(book.count()).isEqualTo(4);
        assertThat(book.newest(10)).hasSize(2).anySatisfy(filed -> {
            assertThat(filed.letter()).isEqualTo(letter(1));
            assertThat(filed.times()).isEqualTo(3);
        });
    }

    @Test
    void onlyTheNewestAreKeptAndAllAreCounted() {
        List<DeadLetter> many = new ArrayList<>();
        for (int i = 0; i < DeadLetterBook.KEPT + 7; i++) {
            many.add(letter(i));
        }
        book.file("job", many);
        assertThat(book.count()).isEqualTo(many.size());
        assertThat(book.newest(5000))
                .hasSize(DeadLetterBook.KEPT)
                .noneMatch(filed -> filed.letter().equals(letter(6)))
                .anyMatch(filed -> filed.letter().equals(letter(7)));
    }

    @Test
    void aSampleIsShortAndWordsAreCut() {
        String whole = Base64.getEncoder().encodeToString(new byte[DeadLetter.SAMPLE_BYTES + 1]);
        assertThatThrownBy(() -> new DeadLetter("a", "b", 1025, "0".repeat(64), whole))
                .hasMessageContaining("at most 1024 bytes");
        assertThat(new DeadLetter("s".repeat(900), "r".repeat(900), 0, "0".repeat(64), "").reason())
                .hasSize(600);
    }
}
