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
    private final EdgeSession session = new EdgeSession(new EdgeNodeId("g", "e"), WAIT, 1_000);
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
        Metric[] many = new Metric[1_001];
        for (int i = 0; i < many.length; i++) {
            many[i] = named("m" + i, i, i);
        }
        take(MessageType.NBIRTH, null, 0, many);
        assertThat(session.tagCount()).isEqualTo(1_000);
        assertThat(events).hasSize(1_001).endsWith("too_many_tags");
    }

    private void said(String... expected) {
        assertThat(events).containsExactly(expected);
    }

    private void born(int seq, long bdSeq) {
        take(MessageType.NBIRTH, null, seq, bdSeq(bdSeq), named("temp", 1, 1));
        events.removeIf(event -> event.startsWith("birth bdSeq"));
    }

    private void take(MessageType type, String device, int seq, Metric... metrics) {
        session.take(
                type,
                device,
                new Payload(
                        OptionalLong.empty(),
                        seq < 0 ? OptionalInt.empty() : OptionalInt.of(seq),
                        Arrays.asList(metrics)),
                0,
                into);
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
