/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.reliability;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * An MQTT broker as the wire protocol expects the worst of them: it keeps order within a topic only, acknowledges and then
 * drops, says things twice, loses connections, is killed, forgets what it kept or comes back with what it kept long ago.
 */
final class Broker {

    private static final int NO_SUBSCRIBER = 0x10;

    /** What a client's link is told. */
    interface Client {

        void connected();

        void disconnected(String why);

        void arrived(String topic, byte[] payload, boolean retained);

        void acknowledged(long tag, int reason);
    }

    private record Flying(byte[] payload, long at, boolean retained) {}

    private record Ack(long tag, int reason, long at) {}

    private final Random random;
    private final List<Session> sessions = new ArrayList<>();
    private Map<String, byte[]> retained = new TreeMap<>();
    private Map<String, byte[]> old = new TreeMap<>();
    private long now;
    private long upAt;
    /** Per mille of messages that are dropped or doubled. */
    int mischief;

    /** The most that a message takes. */
    int slowMillis = 50;

    Broker(Random random) {
        this.random = random;
    }

    /** One client's connections, one after the other. */
    final class Session {

        private final String name;
        private final Client client;
        private final Map<String, ArrayDeque<Flying>> queues = new TreeMap<>();
        private final ArrayDeque<Ack> acks = new ArrayDeque<>();
        private List<String> filters = List.of();
        private boolean connected;
        private boolean closed;
        private boolean frozen;
        private long connectAt;

        private Session(String name, Client client) {
            this.name = name;
            this.client = client;
            this.connectAt = now + random.nextInt(400);
        }

        void subscribe(Collection<String> topics) {
            List<String> before = filters;
            filters = List.copyOf(topics);
            if (connected) {
                filters.stream().filter(filter -> !before.contains(filter)).forEach(this::sendKept);
            }
        }

        private void sendKept(String filter) {
            retained.forEach((topic, payload) -> {
                if (matches(filter, topic)) {
                    enqueue(topic, payload, true);
                }
            });
        }

        private boolean wants(String topic) {
            return filters.stream().anyMatch(filter -> matches(filter, topic));
        }

        private void enqueue(String topic, byte[] payload, boolean kept) {
            ArrayDeque<Flying> queue = queues.computeIfAbsent(topic, key -> new ArrayDeque<>());
            long at = now + random.nextInt(slowMillis) + (random.nextInt(1000) < mischief ? random.nextInt(5_000) : 0);
            queue.add(new Flying(payload, at, kept));
            if (random.nextInt(1000) < mischief) {
                queue.add(new Flying(payload, at + random.nextInt(500), kept));
            }
        }

        /** Publishes; false while there is no connection. */
        boolean publish(String topic, byte[] payload, boolean keep, long tag) {
            if (!connected || frozen) {
                return false;
            }
            if (keep) {
                retained.put(topic, payload);
            }
            boolean dropped = !keep && random.nextInt(1000) < mischief;
            boolean heard = false;
            for (Session session : sessions) {
                if (session.connected && session.wants(topic)) {
                    heard = true;
                    if (!dropped) {
                        session.enqueue(topic, payload, false);
                    }
                }
            }
            acks.add(new Ack(tag, heard ? 0 : NO_SUBSCRIBER, now + random.nextInt(slowMillis)));
            return true;
        }

        /** Nothing goes to or fro any more, and nobody is told. */
        void freeze() {
            frozen = true;
        }

        /** The connection breaks; the client tries again later. */
        void drop(long pauseMillis) {
            boolean was = connected;
            connected = false;
            queues.clear();
            acks.clear();
            connectAt = now + pauseMillis;
            if (was && !frozen) {
                client.disconnected("cut");
            }
        }

        /** The client is gone. */
        void end() {
            closed = true;
            connected = false;
            queues.clear();
        }

        private void run() {
            if (closed || frozen) {
                return;
            }
            if (!connected && now >= connectAt && now >= upAt) {
                connected = true;
                filters.forEach(this::sendKept);
                client.connected();
            }
            while (!acks.isEmpty() && acks.peek().at <= now) {
                Ack ack = acks.poll();
                client.acknowledged(ack.tag, ack.reason);
            }
            List<String> topics = new ArrayList<>(queues.keySet());
            Collections.shuffle(topics, random);
            for (String topic : topics) {
                ArrayDeque<Flying> queue = queues.get(topic);
                while (!closed && queue != null && !queue.isEmpty() && queue.peek().at <= now) {
                    Flying due = queue.poll();
                    client.arrived(topic, due.payload, due.retained);
                }
            }
        }

        @Override
        public String toString() {
            return name;
        }
    }

    Session open(String name, Client client) {
        Session session = new Session(name, client);
        sessions.add(session);
        return session;
    }

    private static boolean matches(String filter, String topic) {
        if (!filter.contains("+")) {
            return filter.equals(topic);
        }
        String[] wanted = filter.split("/", -1);
        String[] levels = topic.split("/", -1);
        boolean same = wanted.length == levels.length;
        for (int i = 0; same && i < wanted.length; i++) {
            same = wanted[i].equals("+") || wanted[i].equals(levels[i]);
        }
        return same;
    }

    /** Lets the time pass: connects, acknowledges and delivers what is due. */
    void run(long newNow) {
        now = newNow;
        sessions.removeIf(session -> session.closed);
        for (Session session : List.copyOf(sessions)) {
            session.run();
        }
        if (random.nextInt(400) == 0) {
            old = new HashMap<>(retained);
        }
    }

    /** Killed: all connections break, what flies is gone, and the disk may be wiped or old. */
    void kill(long downMillis, Kept kept) {
        upAt = now + downMillis;
        if (kept == Kept.NOTHING) {
            retained = new TreeMap<>();
        } else if (kept == Kept.LONG_AGO) {
            retained = new TreeMap<>(old);
        }
        for (Session session : List.copyOf(sessions)) {
            session.drop(downMillis + random.nextInt(2_000));
        }
    }

    /** What a killed broker finds on its disk. */
    enum Kept {
        EVERYTHING,
        NOTHING,
        LONG_AGO
    }

    /** Breaks one connection for a while. */
    void breakOne(long pauseMillis) {
        if (!sessions.isEmpty()) {
            sessions.get(random.nextInt(sessions.size())).drop(pauseMillis);
        }
    }
}
