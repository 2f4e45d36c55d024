/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.sparkplug;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.collectors.sparkplug.Metric.Bits;
import io.nameplate.collectors.sparkplug.Metric.Raw;
import io.nameplate.collectors.sparkplug.Metric.Real;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class EdgeSessionTest {

    private static final int DOUBLE = 10;
    private static final long WAIT = 5_000;

    private final List<String> events = new ArrayList<>();
    private final Budget budget = new Budget(1_000);
    private final Budget waiting = new Budget(500);
    private final EdgeSession session = new EdgeSession(new EdgeNodeId("g", "e"), WAIT, budget, waiting);
    private final SessionEvents into = new SessionEvents() {
        @Override
        public void value(Tag tag, Metric metric, Payload payload, boolean birth) {
            events.add((birth ? "birth " : "") + (tag.device() == null ? "" : tag.device() + ":") + tag.metric() + "="
                    + metric.number(tag.type()).orElse(Double.NaN));
        }

        @Override
        public void stale(Collection<Tag> tags) {
            events.add("stale " + tags.stream().map(Tag::metric).sorted().toList());
        }

        @Override
        public void rebirth() {
            events.add("rebirth");
        }

        @Override
        public void fault(SessionFault fault) {
            events.add(fault.label());
        }
    };

    @Test
    void aNodeIsBornSpeaksAndDies() {
        born(0, 7);
        take(MessageType.DBIRTH, "d1", 1, named("power", 2, 5));
        take(MessageType.NDATA, null, 2, alias(1, 2));
        take(MessageType.DDATA, "d1", 3, alias(2, 6));
        take(MessageType.NDEATH, null, -1, bdSeq(7));
        said("birth temp=1.0", "birth d1:power=5.0", "temp=2.0", "d1:power=6.0", "stale [bdSeq, power, temp]");
        assertThat(session.isBorn()).isFalse();
        assertThat(session.tagCount()).isZero();
    }

    @Test
    void nothingCountsBeforeABirth() {
        take(MessageType.NDATA, null, 0, named("temp", 1, 2));
        take(MessageType.DBIRTH, "d1", 1, named("power", 2, 5));
        said("not_born", "rebirth", "not_born", "rebirth");
    }

    @Test
    void theDeathOfAnEarlierConnectionIsIgnored() {
        born(0, 8);
        take(MessageType.NDEATH, null, -1, bdSeq(7));
        take(MessageType.NDATA, null, 1, alias(1, 3));
        said("birth temp=1.0", "old_death", "temp=3.0");
    }

    @Test
    void aDeathWithoutItsNumberIsTakenSeriously() {
        born(0, 8);
        take(MessageType.NDEATH, null, -1);
        said("birth temp=1.0", "stale [bdSeq, temp]");
    }

    @Test
    void aBirthMayBeginWithAnyNumberAndTheNumberAfter255IsZero() {
        born(254, 0);
        take(MessageType.NDATA, null, 255, alias(1, 2));
        take(MessageType.NDATA, null, 0, alias(1, 3));
        said("birth temp=1.0", "temp=2.0", "temp=3.0");
    }

    @Test
    void whatComesTooEarlyWaitsAndCountsInOrder() {
        born(10, 0);
        take(MessageType.NDATA, null, 13, alias(1, 13));
        take(MessageType.NDATA, null, 12, alias(1, 12));
        take(MessageType.NDATA, null, 11, alias(1, 11));
        said("birth temp=1.0", "temp=11.0", "temp=12.0", "temp=13.0");
    }

    @Test
    void aMessageThatStaysAwayEndsWhatIsKnownUntilTheNextBirth() {
        born(10, 0);
        take(MessageType.NDATA, null, 12, alias(1, 12));
        session.tick(WAIT - 1, into);
        said("birth temp=1.0");
        session.tick(WAIT, into);
        take(MessageType.NDATA, null, 13, alias(1, 13));
        born(0, 0);
        take(MessageType.NDATA, null, 1, alias(1, 14));
        said("birth temp=1.0", "seq_gap", "rebirth", "not_born", "rebirth", "birth temp=1.0", "temp=14.0");
    }

    @Test
    void messagesThatComeTwiceCountOnce() {
        born(10, 0);
        take(MessageType.NDATA, null, 11, alias(1, 11));
        take(MessageType.NDATA, null, 11, alias(1, 11));
        take(MessageType.NDATA, null, 13, alias(1, 13));
        take(MessageType.NDATA, null, 13, alias(1, 13));
        said("birth temp=1.0", "temp=11.0", "seq_behind", "seq_behind");
    }

    @Test
    void anUnknownAliasAsksForBirths() {
        born(0, 0);
        take(MessageType.NDATA, null, 1, alias(99, 1), alias(1, 2));
        said("birth temp=1.0", "unknown_metric", "temp=2.0", "rebirth");
    }

    @Test
    void anAliasOfAnotherDeviceIsUnknown() {
        born(0, 0);
        take(MessageType.DBIRTH, "d1", 1, named("power", 2, 5));
        take(MessageType.NDATA, null, 2, alias(2, 7));
        said("birth temp=1.0", "birth d1:power=5.0", "unknown_metric", "rebirth");
    }

    @Test
    void anAliasThatTwoMetricsHaveIsOfNeither() {
        born(0, 0);
        take(MessageType.DBIRTH, "d1", 1, named("power", 2, 5), named("flow", 2, 6));
        take(MessageType.DDATA, "d1", 2, alias(2, 7));
        said("birth temp=1.0", "birth d1:power=5.0", "double_alias", "birth d1:flow=6.0", "unknown_metric", "rebirth");
    }

    @Test
    void aDeviceThatDiesLeavesTheOthersAlone() {
        born(0, 0);
        take(MessageType.DBIRTH, "d1", 1, named("power", 2, 5));
        take(MessageType.DDEATH, "d1", 2);
        take(MessageType.DDATA, "d1", 3, named("power", 2, 6));
        take(MessageType.NDATA, null, 4, alias(1, 9));
        said("birth temp=1.0", "birth d1:power=5.0", "stale [power]", "not_born", "rebirth", "temp=9.0");
    }

    @Test
    void whatANewBirthDoesNotNameAgainIsStale() {
        born(0, 0);
        take(MessageType.DBIRTH, "d1", 1, named("power", 2, 5));
        take(MessageType.DBIRTH, "d2", 2, named("flow", 3, 5));
        born(0, 1);
        take(MessageType.DBIRTH, "d2", 1, named("flow", 3, 6));
        events.clear();
        session.tick(9_999, into);
        said();
        session.tick(10_000, into);
        session.tick(20_000, into);
        said("stale [power]");
    }

    @Test
    void aHostThatWasAwayWaitsForABirthAndStillKnowsWhomADeathIsOf() {
        born(0, 5);
        session.unheard();
        take(MessageType.NDATA, null, 1, alias(1, 2));
        take(MessageType.NDEATH, null, -1, bdSeq(5));
        said("birth temp=1.0", "not_born", "rebirth", "stale [bdSeq, temp]");
    }

    @Test
    void messagesWithoutANumberDoNotCount() {
        take(MessageType.NBIRTH, null, -1, named("temp", 1, 1));
        assertThat(session.isBorn()).isFalse();
        said("no_seq");
    }

    @Test
    void aBirthOfMoreThanTheSourceMayHaveIsCut() {
        take(MessageType.NBIRTH, null, 0, many("m", 1_001));
        assertThat(session.tagCount()).isEqualTo(999);
        assertThat(events).hasSize(1_000).endsWith("too_many_tags");
    }

    @Test
    void whatANewBirthOfADeviceDoesNotNameAgainIsStaleAtOnce() {
        born(0, 0);
        take(MessageType.DBIRTH, "d1", 1, named("power", 2, 5), named("flow", 3, 6));
        take(MessageType.DBIRTH, "d1", 2, named("power", 4, 7));
        take(MessageType.NDEATH, null, -1, bdSeq(0));
        said(
                "birth temp=1.0",
                "birth d1:power=5.0",
                "birth d1:flow=6.0",
                "birth d1:power=7.0",
                "stale [flow]",
                "stale [bdSeq, power, temp]");
    }

    @Test
    void nodesOfOneSourceHaveNoMoreTogetherThanItMayHave() {
        EdgeSession other = new EdgeSession(new EdgeNodeId("g", "other"), WAIT, budget, waiting);
        other.take(MessageType.NDATA, null, payload(0), 0, into);
        take(MessageType.NBIRTH, null, 0, many("m", 900));
        other.take(MessageType.NBIRTH, null, payload(0, many("o", 200)), 0, into);
        assertThat(events).endsWith("too_many_tags");
        assertThat(session.tagCount() + other.tagCount()).isEqualTo(998);
        assertThat(free()).isZero();
        other.take(MessageType.NDEATH, null, payload(-1), 0, into);
        assertThat(free()).isEqualTo(99);
    }

    /** What is gone gives its place back, also where each birth has other names, and each name has the same alias. */
    @Test
    void birthsOfEverNewNamesTakeNoMorePlacesThanTheLast() {
        born(0, 0);
        for (int birth = 1; birth < 200; birth++) {
            take(MessageType.DBIRTH, "d1", birth, many("m" + birth + "-", 100));
        }
        assertThat(session.tagCount()).isEqualTo(102);
        for (int birth = 0; birth < 8; birth++) {
            take(MessageType.NBIRTH, null, 0, many("n" + birth + "-", 100));
        }
        assertThat(events).doesNotContain("too_many_tags");
        session.tick(10_000, into);
        assertThat(free()).isEqualTo(899);
    }

    @Test
    void devicesWithoutMetricsTakePlacesToo() {
        born(0, 0);
        for (int device = 0; device < 1_200; device++) {
            take(MessageType.DBIRTH, "d" + device, (device + 1) % 256);
        }
        assertThat(free()).isZero();
        assertThat(events).contains("too_many_tags");
        take(MessageType.NDEATH, null, -1, bdSeq(0));
        assertThat(free()).isEqualTo(1_000);
    }

    @Test
    void anAliasThatMeansNothingTakesAPlaceUntilTheNextBirth() {
        Metric[] doubled = new Metric[600];
        for (int i = 0; i < doubled.length; i++) {
            doubled[i] = named("m" + i, i / 2, i);
        }
        take(MessageType.NBIRTH, null, 0, doubled);
        assertThat(free()).isEqualTo(99);
        take(MessageType.NDEATH, null, -1);
        assertThat(free()).isEqualTo(1_000);
    }

    @Test
    void whatWaitsOfAllNodesTogetherIsBoundedAndWhatWaitsNoMoreGivesItsPlaceBack() {
        EdgeSession other = new EdgeSession(new EdgeNodeId("g", "other"), WAIT, budget, waiting);
        other.take(MessageType.NBIRTH, null, payload(0, named("o", 1, 1)), 0, into);
        born(0, 0);
        take(MessageType.NDATA, null, 2, many("m", 299));
        other.take(MessageType.NDATA, null, payload(2, many("o", 150)), 0, into);
        assertThat(free(waiting)).isEqualTo(500 - 300 - 151);
        events.clear();
        other.take(MessageType.NDATA, null, payload(3, many("o", 49)), 0, into);
        said("too_many_early", "rebirth");
        assertThat(other.isBorn()).isFalse();
        assertThat(session.isBorn()).as("of one that fitted").isTrue();
        assertThat(free(waiting)).isEqualTo(200);
        take(MessageType.NDATA, null, 1);
        assertThat(free(waiting)).as("the missing one came").isEqualTo(500);
        take(MessageType.NDATA, null, 5, many("m", 99));
        session.tick(WAIT, into);
        assertThat(free(waiting)).as("it stayed away").isEqualTo(500);
        born(0, 0);
        take(MessageType.NDATA, null, 5, many("m", 99));
        born(0, 1);
        assertThat(free(waiting)).as("a birth").isEqualTo(500);
        take(MessageType.NDATA, null, 5, many("m", 99));
        take(MessageType.NDEATH, null, -1, bdSeq(1));
        assertThat(free(waiting)).as("a death").isEqualTo(500);
    }

    private int free() {
        return free(budget);
    }

    private static int free(Budget budget) {
        int free = 0;
        while (budget.take()) {
            free++;
        }
        budget.giveBack(free);
        return free;
    }

    private static Metric[] many(String name, int count) {
        Metric[] many = new Metric[count];
        for (int i = 0; i < count; i++) {
            many[i] = named(name + i, i, i);
        }
        return many;
    }

    private void said(String... expected) {
        assertThat(events).containsExactly(expected);
    }

    private void born(int seq, long bdSeq) {
        take(MessageType.NBIRTH, null, seq, bdSeq(bdSeq), named("temp", 1, 1));
        events.removeIf(event -> event.startsWith("birth bdSeq"));
    }

    private void take(MessageType type, String device, int seq, Metric... metrics) {
        session.take(type, device, payload(seq, metrics), 0, into);
    }

    private static Payload payload(int seq, Metric... metrics) {
        return new Payload(
                OptionalLong.empty(), seq < 0 ? OptionalInt.empty() : OptionalInt.of(seq), Arrays.asList(metrics));
    }

    private static Metric bdSeq(long number) {
        return metric("bdSeq", Metric.NONE, 4, new Bits(number, true));
    }

    private static Metric named(String name, long alias, double value) {
        return metric(name, alias, DOUBLE, new Real(value));
    }

    private static Metric alias(long alias, double value) {
        return metric(null, alias, 0, new Real(value));
    }

    private static Metric metric(String name, long alias, int type, Raw raw) {
        return new Metric(name, alias, Metric.NONE, type, false, false, raw, Metric.NONE, null);
    }
}
