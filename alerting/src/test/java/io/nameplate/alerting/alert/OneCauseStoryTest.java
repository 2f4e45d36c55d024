/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.alerting.MemoryLedger;
import io.nameplate.alerting.Sample;
import io.nameplate.alerting.alert.outbox.Author;
import io.nameplate.alerting.alert.outbox.Dispatcher;
import io.nameplate.alerting.alert.outbox.Message;
import io.nameplate.alerting.alert.outbox.Notifier;
import io.nameplate.alerting.alert.outbox.Outbox;
import io.nameplate.alerting.alert.outbox.Threads;
import io.nameplate.alerting.ledger.deviations.DeviationReader;
import io.nameplate.model.language.Document;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A cooling loop is lost, and availability and performance are below contract: what people are told of it, round by round. */
class OneCauseStoryTest {

    private static final long TENTH = Sample.CONTRACTED / 10;

    private final List<Message> sent = new ArrayList<>();
    private final MemoryLedger ledger = new MemoryLedger(aLeaseWithTwoTermsThatCountOneLoss());
    private final Outbox outbox = new Outbox(ledger.database());
    private final Author author = new Author(
            new DeviationReader(ledger.database()),
            ledger.registry(),
            new Threads(ledger.database()),
            notifier(),
            List.of(),
            "http://127.0.0.1:8620");
    private boolean up = true;
    private int counter;

    private static List<Document> aLeaseWithTwoTermsThatCountOneLoss() {
        String text =
                Sample.text(0.99).replace("{term: coverage,", "{term: performance, at_least: 0.95}, {term: coverage,");
        return List.of(new Document("site.yaml", text));
    }

    @Test
    void termsThatOneCauseBreachesAreOneMessageTheWorstFirst() {
        two(0, TENTH, 600);
        round();
        assertThat(sent).singleElement().satisfies(message -> {
            assertThat(message.subject())
                    .isEqualTo("[BREACH] acme-17 performance 60.0 % < 95.0 % and 1 more term"
                            + " (since 31 May 19:00 CDT) - cooling");
            assertThat(message.plain())
                    .contains("Layer: cooling. Block: b1.")
                    .contains("The same cause:\n- availability (D-1): at worst 90.0 % where 99.0 % is promised, since")
                    .contains("they are worth their money once")
                    .contains("performance (at worst 60.0 %, contracted 95.0 %), availability (at worst 90.0 %")
                    .contains("D-2, D-1, opened.");
        });
    }

    @Test
    void whatIsMetAgainIsToldWhenAllOfItIs() {
        two(0, TENTH, 600);
        round();
        two(2, TENTH, 1000);
        round();
        assertThat(sent).hasSize(1);
        two(4, 0, 1000);
        round();
        assertThat(subjects()).containsExactly("[BREACH]", "[CLOSED]");
        assertThat(sent.get(1).threadId()).isEqualTo(sent.get(0).messageId());
        assertThat(sent.get(1).subject()).contains("and 1 more term met again");
    }

    @Test
    void aTermThatJoinsLaterIsAMessageOnlyIfItIsWorse() {
        two(0, TENTH, 1000);
        round();
        two(2, TENTH, 940);
        round();
        assertThat(subjects()).containsExactly("[BREACH]");
    }

    @Test
    void aTermThatJoinsLaterAndIsWorseAnswersInTheThread() {
        two(0, TENTH, 1000);
        round();
        two(2, TENTH, 500);
        round();
        assertThat(subjects()).containsExactly("[BREACH]", "[BREACH]");
        assertThat(sent.get(1).subject()).contains("performance 50.0 % < 95.0 % and 1 more term");
        assertThat(sent.get(1).threadId()).isEqualTo(sent.get(0).messageId());
    }

    @Test
    void aMessageThatHasNotLeftSaysTheNewest() {
        up = false;
        two(0, TENTH, 1000);
        round();
        two(2, TENTH, 940);
        round();
        up = true;
        later();
        assertThat(sent)
                .singleElement()
                .satisfies(message -> assertThat(message.plain()).contains("- performance (D-2): at worst 94.0 %"));
    }

    @Test
    void whatARestatementTakesAwayIsToldWithWhatStaysOfItsCause() {
        two(0, TENTH, 600);
        round();
        two(0, TENTH, 1000);
        round();
        assertThat(subjects()).containsExactly("[BREACH]", "[WITHDRAWN]");
        assertThat(sent.get(1).plain())
                .startsWith("D-2 of acme-17 (tenant acme) is withdrawn")
                .contains("- availability (D-1): at worst 90.0 %");
    }

    @Test
    void whatIsBelowAgainIsToldAgainInTheSameThread() {
        two(0, TENTH, 600);
        two(2, 0, 1000);
        round();
        round();
        assertThat(subjects()).containsExactly("[BREACH]", "[CLOSED]");
        interval(3, TENTH, 600);
        round();
        assertThat(subjects()).containsExactly("[BREACH]", "[CLOSED]", "[BREACH AGAIN]");
        assertThat(sent).extracting(Message::threadId).containsOnly(sent.get(0).messageId());
    }

    private List<String> subjects() {
        return sent.stream()
                .map(message -> message.subject().replaceAll("].*", "]"))
                .toList();
    }

    private void round() {
        new Dispatcher(outbox, author, notifier(), MemoryLedger.CLOCK).run();
    }

    private void later() {
        Clock later = Clock.offset(MemoryLedger.CLOCK, Duration.ofHours(1));
        new Dispatcher(outbox, author, notifier(), later).run();
    }

    /** Two intervals in a row, as many as open and close a deviation. */
    private void two(int first, long lost, int performance) {
        interval(first, lost, performance);
        interval(first + 1, lost, performance);
    }

    /** An interval with GPU time lost to cooling, and a performance that was reached. */
    private void interval(int index, long lost, int performance) {
        counter++;
        Map<String, Object> result = new LinkedHashMap<>(Sample.result(index, counter, "settled", "UNCOOLED", lost));
        Map<String, Object> judged = new LinkedHashMap<>();
        judged.put("term", "performance");
        judged.put("verdict", performance < 950 ? "breached" : "met");
        judged.put("value_per_mille", performance);
        judged.put("at_least_per_mille", 950);
        judged.put("layer", performance < 1000 ? "cooling" : null);
        judged.put("layers", performance < 1000 ? Map.of("cooling", 1000 - performance) : Map.of());
        List<Object> judgements = new ArrayList<>((List<?>) result.get("judgements"));
        judgements.add(judged);
        result.put("judgements", judgements);
        ledger.take(List.of(result));
    }

    private Notifier notifier() {
        return new Notifier() {
            @Override
            public String channel() {
                return "test";
            }

            @Override
            public Optional<String> send(Message message) {
                if (up) {
                    sent.add(message);
                    return Optional.empty();
                }
                return Optional.of("down");
            }
        };
    }
}
