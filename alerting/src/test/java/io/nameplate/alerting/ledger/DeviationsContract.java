/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.alerting.Sample;
import io.nameplate.alerting.alert.outbox.Message;
import io.nameplate.alerting.alert.outbox.Notification;
import io.nameplate.alerting.alert.outbox.Outbox;
import io.nameplate.alerting.ledger.deviations.Deviation;
import io.nameplate.alerting.ledger.deviations.DeviationId;
import io.nameplate.alerting.ledger.deviations.DeviationReader;
import io.nameplate.alerting.ledger.results.Intake;
import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.Layer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the ledger promises of deviations and of the messages about them. */
abstract class DeviationsContract extends LedgerWorld {

    @Test
    void deviationsFollowTheJudgementsAndEventsTellWhatHappened() {
        take(5, settled(0, 1, 512_000), settled(1, 2, 512_000), settled(2, 3, 0), settled(3, 4, 512_000));
        assertThat(deviations.inState(Deviation.State.OPEN)).singleElement().satisfies(deviation -> {
            assertThat(deviation.id()).hasToString("D-1");
            assertThat(deviation.episode().intervals()).isEqualTo(3);
            assertThat(deviation.episode().layer()).isEqualTo(Layer.COOLING);
        });
        take(5, settled(4, 5, 0), settled(5, 6, 0));
        assertThat(deviations.inState(Deviation.State.CLOSED)).hasSize(1);
        take(5, settled(0, 7, 0), settled(1, 8, 0));
        assertThat(deviations.all())
                .singleElement()
                .satisfies(deviation -> assertThat(deviation.state()).isEqualTo(Deviation.State.WITHDRAWN));
        assertThat(deviations.eventsAfter(0))
                .extracting(DeviationReader.Event::kind)
                .containsExactly("opened", "closed", "withdrawn");
    }

    @Test
    void aDeviationIsWhereItsTermCountsTheLossNotWhereTheContentHasOne() {
        take(
                5,
                in(Map.of("cooling", Map.of("b1", 7)), settled(0, 1, 512_000)),
                in(Map.of(), settled(1, 2, 512_000)),
                settled(2, 3, 512_000));
        assertThat(where()).as("what says no blocks has the content's").isEqualTo(Map.of(new BlockId("b1"), 512_007L));
        assertThat(take(5, in(Map.of("cooling", Map.of("b1", 5)), settled(2, 4, 512_000))))
                .as("another place of the same loss is no revision")
                .isEqualTo(counts(0, 1));
        assertThat(where()).isEqualTo(Map.of(new BlockId("b1"), 12L));
        assertThat(taken(
                                5,
                                in(Map.of("cooling", Map.of("b9", 1)), settled(3, 5, 512_000)),
                                in(Map.of("cooling", Map.of("b1", 600_000)), settled(4, 6, 512_000)),
                                in(Map.of("cooling", Map.of("b1", 0)), settled(5, 7, 512_000)),
                                in(Map.of("power", Map.of("b1", 1)), settled(6, 8, 512_000)))
                        .refused())
                .extracting(Intake.Refused::reason)
                .satisfiesExactly(
                        reason -> assertThat(reason).contains("no block 'b9'"),
                        reason -> assertThat(reason).contains("lost more on layer cooling than it counts"),
                        reason -> assertThat(reason).contains("'b1' of a judgement is zero"),
                        reason -> assertThat(reason).contains("lost more on layer power than it counts"));
    }

    private Map<BlockId, Long> where() {
        return deviations.inState(Deviation.State.OPEN).get(0).episode().where();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> in(Map<String, Map<String, Integer>> blocks, Map<String, Object> result) {
        List<Map<String, Object>> judgements = (List<Map<String, Object>>) result.get("judgements");
        judgements.get(0).put("blocks", blocks);
        return result;
    }

    @Test
    void aRestatementThatJoinsTwoDeviationsKeepsTheOlderId() {
        take(5, settled(0, 1, 9000), settled(1, 2, 99_000), settled(2, 3, 512_000), settled(3, 4, 512_000));
        take(5, settled(4, 5, 0), settled(5, 6, 0), settled(6, 7, 512_000), settled(7, 8, 512_000));
        assertThat(deviations.all()).hasSize(2);
        take(5, settled(4, 9, 512_000));
        assertThat(deviations.all())
                .extracting(
                        deviation -> deviation.id() + " " + deviation.state().text() + " "
                                + deviation.mergedInto().map(Object::toString).orElse("-"))
                .containsExactly("D-1 open -", "D-2 merged D-1");
    }

    @Test
    void theOutboxTakesAKeyOnceAndKeepsTheOrderOfADeviation() {
        Message message = new Message("a@b.example", "subject", "plain", "<p>html</p>", "<1@x>", "<1@x>");
        Outbox.Draft opened = new Outbox.Draft("D-1:opened", new DeviationId(1), "acme-17", "opened", "mail", message);
        Outbox.Draft closed = new Outbox.Draft("D-1:closed", new DeviationId(1), "acme-17", "closed", "mail", message);
        assertThat(outbox.write(event -> new Outbox.Written(2, List.of(opened, closed)), Sample.START))
                .isEqualTo(2);
        assertThat(outbox.write(event -> new Outbox.Written(event, List.of(opened)), Sample.START))
                .isZero();
        assertThat(outbox.due(Sample.START)).extracting(Notification::kind).containsExactly("opened");
        outbox.failed(outbox.due(Sample.START).get(0), "no route", Sample.START.plusSeconds(2));
        assertThat(outbox.due(Sample.START)).isEmpty();
        outbox.sent(outbox.due(Sample.START.plusSeconds(2)).get(0), Sample.START);
        assertThat(outbox.due(Sample.START)).extracting(Notification::kind).containsExactly("closed");
        assertThat(outbox.countSent()).isEqualTo(1);
        assertThat(outbox.countPending()).isEqualTo(1);
    }
}
