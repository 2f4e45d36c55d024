/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.evidence;

import io.nameplate.model.language.CollectorId;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Why records of a collector are missing, second by second, as far as anybody knows: it says where evidence has a hole whose
 * hole it is, and changes no evidence. Merging keeps what is known later of two, so order and repetition do not matter. Mutable
 * and not thread-safe.
 */
public final class Gaps {

    /** What is known of a stretch of time, the later the more: of two the later stays. */
    public enum Why {
        /** Nobody has said anything. */
        NOTHING(0),
        /** The deadline settled it while the collector was not heard. */
        UNHEARD(1),
        /** The collector was heard, and does not claim to have more: what is missing it never had. */
        PASSED(2),
        /** It was sent, and the stream job does not have it: a record that it could not read, or took once and lost. */
        UNREAD(3),
        /** The collector's LOST records tell of it. */
        LOST(4);

        private final int code;

        Why(int code) {
            this.code = code;
        }
    }

    private static final Why[] WHYS = Why.values();

    /** By collector, from which second on what is known; nothing before the first. Neighbours differ. */
    private final SortedMap<CollectorId, TreeMap<Long, Why>> steps = new TreeMap<>();

    /** Adds what is known of a collector's records of {@code [from, to)}, in epoch seconds. */
    public void add(CollectorId collector, long from, long to, Why why) {
        if (from >= to || why == Why.NOTHING) {
            return;
        }
        TreeMap<Long, Why> of = steps.computeIfAbsent(collector, key -> new TreeMap<>());
        Why behind = at(of, to);
        of.put(from, at(of, from));
        of.put(to, behind);
        for (Map.Entry<Long, Why> step : of.subMap(from, to).entrySet()) {
            step.setValue(step.getValue().code < why.code ? why : step.getValue());
        }
        Why before = Why.NOTHING;
        for (var all = of.entrySet().iterator(); all.hasNext(); ) {
            Why now = all.next().getValue();
            if (now == before) {
                all.remove();
            }
            before = now;
        }
    }

    /** What is known of a collector's records of a second. */
    public Why at(CollectorId collector, long second) {
        TreeMap<Long, Why> of = steps.get(collector);
        return of == null ? Why.NOTHING : at(of, second);
    }

    private static Why at(NavigableMap<Long, Why> of, long second) {
        Map.Entry<Long, Why> step = of.floorEntry(second);
        return step == null ? Why.NOTHING : step.getValue();
    }

    public boolean isEmpty() {
        return steps.isEmpty();
    }

    /** Adds everything that others know. */
    public void merge(Gaps other) {
        other.steps.forEach((collector, of) -> add(collector, of, Long.MIN_VALUE, Long.MAX_VALUE));
    }

    private void add(CollectorId collector, NavigableMap<Long, Why> of, long from, long to) {
        for (Map.Entry<Long, Why> step : of.entrySet()) {
            Long next = of.higherKey(step.getKey());
            if (next != null) {
                add(collector, Math.max(from, step.getKey()), Math.min(to, next), step.getValue());
            }
        }
    }

    /** What is known of {@code [from, to)} alone. */
    public Gaps within(long from, long to) {
        Gaps part = new Gaps();
        steps.forEach((collector, of) -> part.add(collector, of, from, to));
        return part;
    }

    /** Forgets what is known of a collector before a second. */
    public void forget(CollectorId collector, long before) {
        TreeMap<Long, Why> of = steps.remove(collector);
        if (of != null) {
            add(collector, of, before, Long.MAX_VALUE);
        }
    }

    /** Writes the canonical form: the same for the same knowledge. */
    public void writeTo(ByteSink sink) {
        sink.number(steps.size());
        steps.forEach((collector, of) -> {
            sink.text(collector.value()).number(of.size());
            long before = 0;
            for (Map.Entry<Long, Why> step : of.entrySet()) {
                sink.number(step.getKey() - before).number(step.getValue().code);
                before = step.getKey();
            }
        });
    }

    /** Reads the canonical form. */
    public static Gaps readFrom(ByteSource source) {
        Gaps gaps = new Gaps();
        for (int left = source.count(source.left()); left > 0; left--) {
            CollectorId collector = new CollectorId(source.text());
            long from = 0;
            Why why = Why.NOTHING;
            for (int more = source.count(source.left()); more > 0; more--) {
                long to = from + source.number();
                gaps.add(collector, from, to, why);
                from = to;
                why = WHYS[source.count(WHYS.length - 1)];
            }
        }
        return gaps;
    }

    public byte[] toBytes() {
        ByteSink sink = new ByteSink();
        writeTo(sink);
        return sink.toBytes();
    }

    /** Reads canonical bytes; anything else throws {@link IllegalArgumentException}. */
    public static Gaps fromBytes(byte[] bytes) {
        ByteSource source = new ByteSource(bytes, "gaps");
        Gaps gaps = readFrom(source);
        source.end();
        return gaps;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Gaps that && steps.equals(that.steps);
    }

    @Override
    public int hashCode() {
        return steps.hashCode();
    }

    @Override
    public String toString() {
        return "Gaps" + steps;
    }
}
