/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.reliability;

import io.nameplate.streamjobs.flow.FlatSerializer;
import io.nameplate.streamjobs.verdict.Surroundings;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The keyed state of one operator and its timers, in a checkpoint as its own serializer writes it. */
final class Keyed<K extends Comparable<K>, S> {

    private final FlatSerializer<S> form;
    private final VirtualClock clock;
    private final Map<K, S> states = new TreeMap<>();
    private final Timers<K> timers = new Timers<>();

    Keyed(FlatSerializer<S> form, VirtualClock clock) {
        this.form = form;
        this.clock = clock;
    }

    void restore(Map<K, byte[]> kept, List<Timers.Timer<K>> keptTimers) {
        kept.forEach((key, bytes) -> states.put(key, Bytes.read(form, bytes)));
        timers.restore(keptTimers);
    }

    /** The state of a key; null where there is none. */
    S of(K key) {
        return states.get(key);
    }

    /** Keeps a state, or nothing of the key any more. */
    void keep(K key, S state) {
        if (state == null) {
            states.remove(key);
        } else {
            states.put(key, state);
        }
    }

    /** The timers whose time has come, which are gone then. */
    List<Timers.Timer<K>> due(long now) {
        return timers.due(now);
    }

    Map<K, byte[]> states() {
        Map<K, byte[]> bytes = new TreeMap<>();
        states.forEach((key, state) -> bytes.put(key, Bytes.of(form, state)));
        return bytes;
    }

    List<Timers.Timer<K>> timers() {
        return timers.snapshot();
    }

    boolean isEmpty() {
        return states.isEmpty() && timers.isEmpty();
    }

    /** What a desk needs while it works for a key. */
    <T> Surroundings<T> around(K key, Consumer<T> out) {
        return new Surroundings<>() {
            @Override
            public long now() {
                return clock.millis();
            }

            @Override
            public void send(T word) {
                out.accept(word);
            }

            @Override
            public void setTimer(long at) {
                timers.set(at, key);
            }

            @Override
            public void dropTimer(long at) {
                timers.drop(at, key);
            }
        };
    }
}
