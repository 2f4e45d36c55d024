/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.inventory;

import io.nameplate.model.evidence.SlotRule;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is said of a node again and again, and what of it is in force: a saying holds until the next one, at
 * most for its own hold. One without a hold is of the node's period and follows {@link SlotRule} as the node's readings
 * do. Sayings after the start of the open slot wait. Times are epoch milliseconds.
 *
 * @param <W> the words for it
 */
final class Sayings<W extends Enum<W>> {

    /**
     * One saying.
     *
     * @param hold milliseconds for which it holds; 0 where the node's period decides
     */
    record Said<W>(long ts, long hold, W word) {}

    private final SlotRule rule;
    private final W unknown;
    private final ArrayDeque<Said<W>> waiting = new ArrayDeque<>(2);
    private @Nullable Said<W> last;

    Sayings(SlotRule rule, W unknown) {
        this.rule = rule;
        this.unknown = unknown;
    }

    /** Why a saying of this time comes too late, if it does. */
    Optional<Refusal> late(long ts) {
        Said<W> before = waiting.isEmpty() ? last : waiting.peekLast();
        if (before == null || ts > before.ts()) {
            return Optional.empty();
        }
        return Optional.of(ts == before.ts() ? Refusal.DUPLICATE : Refusal.OUT_OF_ORDER);
    }

    /** Adds one that is not {@link #late}; it counts once the slot is opened again. */
    void add(long ts, long hold, W word) {
        waiting.addLast(new Said<>(ts, hold, word));
    }

    /** Folds in what was said at or before the start of a slot. */
    void open(long slot) {
        for (Said<W> next = waiting.peekFirst(); next != null && next.ts() <= slot; next = waiting.peekFirst()) {
            last = next;
            waiting.removeFirst();
        }
    }

    /** Whether something that was said has not been folded in. */
    boolean waits() {
        return !waiting.isEmpty();
    }

    /** What is in force at the start of the open slot. */
    W at(long slot) {
        Said<W> said = last;
        if (said == null) {
            return unknown;
        }
        Said<W> next = waiting.peekFirst();
        boolean holds = said.hold() > 0
                ? slot >= said.ts() && slot < said.ts() + said.hold()
                : rule.inForce(said.ts(), next == null ? SlotRule.NONE : next.ts(), slot);
        return holds ? said.word() : unknown;
    }

    /** The earliest now at which the slot is decided though nothing more comes; 0 when it is decided already. */
    long decidedBy(long slot) {
        Said<W> said = last;
        if (said == null || said.hold() > 0 || !waiting.isEmpty()) {
            return 0;
        }
        boolean certain = slot < said.ts() + rule.period().toMillis();
        return certain ? 0 : rule.decidedBy(said.ts(), slot);
    }

    /** Whether nothing is kept that could be in force. */
    boolean isEmpty() {
        return last == null;
    }

    /** All that is kept, in order. */
    List<Said<W>> kept() {
        List<Said<W>> all = new ArrayList<>();
        if (last != null) {
            all.add(last);
        }
        all.addAll(waiting);
        return all;
    }
}
