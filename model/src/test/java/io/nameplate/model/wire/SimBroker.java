/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.wire;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/**
 * A broker that keeps order within a topic only and may lose, duplicate, delay, restart, forget what it retained or come
 * back with what it retained long ago.
 */
final class SimBroker {

    interface Client {
        void message(String topic, byte[] payload, boolean retained);
    }

    private record Flying(byte[] payload, long at, boolean retained) {}

    private final Random random;
    private final Map<String, Deque<Flying>> flying = new HashMap<>();
    private final Map<String, Client> subscribers = new HashMap<>();
    private Map<String, byte[]> retained = new HashMap<>();
    private Map<String, byte[]> saved = new HashMap<>();
    boolean calm;
    long upUntilRestart;

    SimBroker(Random random) {
        this.random = random;
    }

    /** Whether clients can connect. */
    boolean isUp(long now) {
        return now >= upUntilRestart;
    }

    void subscribe(String topic, Client client, long now) {
        subscribers.put(topic, client);
        byte[] kept = retained.get(topic);
        if (kept != null) {
            queue(topic).add(new Flying(kept, now + random.nextInt(500), true));
        }
    }

    void unsubscribe(String topic) {
        subscribers.remove(topic);
        flying.remove(topic);
    }

    void publish(String topic, byte[] payload, boolean retain, long now) {
        if (!isUp(now)) {
            return;
        }
        if (retain) {
            retained.put(topic, payload);
        }
        if (!subscribers.containsKey(topic)) {
            return;
        }
        if (!calm && random.nextInt(100) < 4) {
            return;
        }
        long delay = calm ? 20 : random.nextInt(100) < 3 ? random.nextInt(4000) : random.nextInt(300);
        Deque<Flying> queue = queue(topic);
        queue.add(new Flying(payload, now + delay, false));
        if (!calm && random.nextInt(100) < 4) {
            queue.add(new Flying(payload, now + delay + random.nextInt(500), false));
        }
    }

    /** Delivers what is due, topic by topic, each topic in order. */
    void run(long now) {
        for (Map.Entry<String, Deque<Flying>> topic : Map.copyOf(flying).entrySet()) {
            Deque<Flying> queue = topic.getValue();
            while (!queue.isEmpty() && queue.peek().at <= now && subscribers.containsKey(topic.getKey())) {
                Flying due = queue.poll();
                subscribers.get(topic.getKey()).message(topic.getKey(), due.payload, due.retained);
            }
        }
        if (random.nextInt(500) == 0) {
            saved = new HashMap<>(retained);
        }
    }

    /** kill -9: everything in flight is gone, all clients are cut off. */
    void restart(long now) {
        flying.clear();
        subscribers.clear();
        upUntilRestart = now + random.nextInt(5000);
        switch (random.nextInt(3)) {
            case 0 -> retained = new HashMap<>();
            case 1 -> retained = new HashMap<>(saved);
            default -> {}
        }
    }

    private Deque<Flying> queue(String topic) {
        return flying.computeIfAbsent(topic, t -> new ArrayDeque<>());
    }
}
