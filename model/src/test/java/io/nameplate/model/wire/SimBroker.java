/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.wire;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
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

    /** What one client has subscribed to. */
    private record Subscription(String client, String topic) {}

    private final Random random;
    private final Map<Subscription, Deque<Flying>> flying = new LinkedHashMap<>();
    private final Map<String, Client> clients = new HashMap<>();
    private Map<String, byte[]> retained = new HashMap<>();
    private Map<String, byte[]> saved = new HashMap<>();
    boolean calm;
    private long upAgainAt;

    SimBroker(Random random) {
        this.random = random;
    }

    /** Whether clients can connect. */
    boolean isUp(long now) {
        return now >= upAgainAt;
    }

    /** A clean start: nothing from before, what is retained comes again. */
    void connect(String name, Client client, List<String> topics, long now) {
        disconnect(name);
        clients.put(name, client);
        for (String topic : topics) {
            Deque<Flying> queue = new ArrayDeque<>();
            flying.put(new Subscription(name, topic), queue);
            byte[] kept = retained.get(topic);
            if (kept != null) {
                queue.add(new Flying(kept, now + random.nextInt(500), true));
            }
        }
    }

    void disconnect(String name) {
        clients.remove(name);
        flying.keySet().removeIf(s -> s.client.equals(name));
    }

    void publish(String topic, byte[] payload, boolean retain, long now) {
        if (!isUp(now)) {
            return;
        }
        if (retain) {
            retained.put(topic, payload);
        }
        flying.forEach((subscription, queue) -> {
            if (subscription.topic.equals(topic)) {
                fly(queue, payload, now);
            }
        });
    }

    private void fly(Deque<Flying> queue, byte[] payload, long now) {
        if (!calm && random.nextInt(100) < 4) {
            return;
        }
        long delay = calm ? 20 : random.nextInt(100) < 3 ? random.nextInt(4000) : random.nextInt(300);
        queue.add(new Flying(payload, now + delay, false));
        if (!calm && random.nextInt(100) < 4) {
            queue.add(new Flying(payload, now + delay + random.nextInt(500), false));
        }
    }

    /** Delivers what is due, each topic in order, the topics in any. */
    void run(long now) {
        for (Subscription subscription : List.copyOf(flying.keySet())) {
            Deque<Flying> queue = flying.get(subscription);
            while (!queue.isEmpty() && queue.peek().at <= now) {
                Flying due = queue.poll();
                clients.get(subscription.client).message(subscription.topic, due.payload, due.retained);
            }
        }
        if (random.nextInt(500) == 0) {
            saved = new HashMap<>(retained);
        }
    }

    /** kill -9: everything in flight is gone, all clients are cut off, the disk may be wiped or old. */
    void restart(long now) {
        flying.clear();
        clients.clear();
        upAgainAt = now + random.nextInt(5000);
        switch (random.nextInt(3)) {
            case 0 -> retained = new HashMap<>();
            case 1 -> retained = new HashMap<>(saved);
            default -> {}
        }
    }
}
