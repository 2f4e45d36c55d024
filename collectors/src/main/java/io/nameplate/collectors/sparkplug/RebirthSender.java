/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.sparkplug;

import com.google.protobuf.CodedOutputStream;
import io.nameplate.collectors.link.MqttLink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Asks edge nodes to be born again: the command {@code Node Control/Rebirth}, and the only thing that any source of a
 * collector may publish. A node is asked at once, then after 10 s, 20 s, ... up to 5 min until its birth is heard; all of
 * them together twenty times a second, of which a second's worth may go out at once.
 */
final class RebirthSender {

    static final String REBIRTH = "Node Control/Rebirth";

    private static final long FIRST_MILLIS = 10_000;
    private static final long LONGEST_MILLIS = 300_000;
    private static final long APART_MILLIS = 50;
    private static final long MOST_CREDIT_MILLIS = 1_000;
    private static final int NODES = 10_000;

    private record Asked(long notBefore, long pause) {}

    private final Supplier<Optional<MqttLink>> link;
    private final Map<EdgeNodeId, Asked> asked = new HashMap<>();
    private long credit = APART_MILLIS;
    private long creditedAt = Long.MIN_VALUE;
    private long tag;

    RebirthSender(Supplier<Optional<MqttLink>> link) {
        this.link = link;
    }

    /** Asks a node, if it was not asked just now; gives whether a request was sent. */
    boolean ask(EdgeNodeId node, long now) {
        Asked before = asked.get(node);
        boolean tooSoon = before != null && now < before.notBefore() && before.notBefore() - now <= LONGEST_MILLIS;
        if (tooSoon || !isCredit(now) || (before == null && asked.size() >= NODES)) {
            return false;
        }
        boolean sent = link.get()
                .map(open -> open.publish(
                        SparkplugTopic.NAMESPACE + "/" + node.group() + "/NCMD/" + node.node(),
                        request(now),
                        false,
                        tag++))
                .orElse(false);
        if (sent) {
            long pause = before == null ? FIRST_MILLIS : Math.min(LONGEST_MILLIS, before.pause() * 2);
            asked.put(node, new Asked(now + pause, pause));
            credit -= APART_MILLIS;
        }
        return sent;
    }

    /** Whether one more may go out; time that passes earns it, a clock that is set back earns nothing. */
    private boolean isCredit(long now) {
        long passed = creditedAt == Long.MIN_VALUE ? 0 : Math.min(MOST_CREDIT_MILLIS, now - creditedAt);
        credit = Math.min(MOST_CREDIT_MILLIS, credit + Math.max(0, passed));
        creditedAt = now;
        return credit >= APART_MILLIS;
    }

    /** The node was born: the next request goes out at once again. */
    void born(EdgeNodeId node) {
        asked.remove(node);
    }

    /** The payload: a time, and one metric of type boolean that is true. */
    static byte[] request(long now) {
        try {
            ByteArrayOutputStream metric = new ByteArrayOutputStream();
            CodedOutputStream inner = CodedOutputStream.newInstance(metric);
            inner.writeString(1, REBIRTH);
            inner.writeUInt64(3, now);
            inner.writeUInt32(4, DataType.BOOLEAN);
            inner.writeBool(14, true);
            inner.flush();
            ByteArrayOutputStream payload = new ByteArrayOutputStream();
            CodedOutputStream outer = CodedOutputStream.newInstance(payload);
            outer.writeUInt64(1, now);
            outer.writeByteArray(2, metric.toByteArray());
            outer.flush();
            return payload.toByteArray();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
