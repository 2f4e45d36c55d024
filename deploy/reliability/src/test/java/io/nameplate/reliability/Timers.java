/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.reliability;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The processing-time timers of one operator: each key has at most one at a time of day. */
final class Timers<K extends Comparable<K>> {

    /** When, for whom. */
    record Timer<K extends Comparable<K>>(long at, K key) implements Comparable<Timer<K>> {
        @Override
        public int compareTo(Timer<K> other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : key.compareTo(other.key);
        }
    }

    private final TreeSet<Timer<K>> timers = new TreeSet<>();

    void set(long at, K key) {
        timers.add(new Timer<>(at, key));
    }

    void drop(long at, K key) {
        timers.remove(new Timer<>(at, key));
    }

    /** Those whose time has come, which are gone then. */
    List<Timer<K>> due(long now) {
        List<Timer<K>> due = new ArrayList<>();
        while (!timers.isEmpty() && timers.first().at() <= now) {
            due.add(timers.pollFirst());
        }
        return due;
    }

    List<Timer<K>> snapshot() {
        return List.copyOf(timers);
    }

    void restore(List<Timer<K>> kept) {
        timers.addAll(kept);
    }

    boolean isEmpty() {
        return timers.isEmpty();
    }
}
