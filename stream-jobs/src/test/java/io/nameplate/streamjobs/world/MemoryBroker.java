/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.world;

import io.nameplate.access.broker.LinkTrouble;
import io.nameplate.streamjobs.ingest.BrokerLink;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A broker in memory: retained messages, one thread, order kept per link; can be cut off, wiped and made lossy. */
public final class MemoryBroker implements Wire {

    private static final Map<String, MemoryBroker> BROKERS = new ConcurrentHashMap<>();

    private final String name = UUID.randomUUID().toString();
    private final Map<String, byte[]> retained = new LinkedHashMap<>();
    private final List<MemoryLink> links = new ArrayList<>();
    private final List<Ear> ears = new ArrayList<>();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread made = new Thread(task, "memory-broker");
        made.setDaemon(true);
        return made;
    });

    public MemoryBroker() {
        BROKERS.put(name, this);
    }

    /** Finds this broker again wherever Flink carries the factory to. */
    public BrokerLink.Factory links() {
        String sought = name;
        return (who, listener) -> BROKERS.get(sought).open(listener);
    }

    private BrokerLink open(BrokerLink.Listener listener) {
        MemoryLink link = new MemoryLink(listener);
        thread.execute(() -> {
            links.add(link);
            listener.connected();
            link.hearRetained();
        });
        return link;
    }

    @Override
    public void publish(String topic, byte[] payload, boolean retain) {
        thread.execute(() -> {
            if (retain) {
                retained.put(topic, payload);
            }
            for (MemoryLink link : List.copyOf(links)) {
                if (link.wants(topic)) {
                    link.listener.arrived(topic, payload, false);
                }
            }
            ears.forEach(ear -> ear.heard(topic, payload));
        });
    }

    @Override
    public void listen(Ear ear) {
        thread.execute(() -> {
            ears.add(ear);
            retained.forEach(ear::heard);
        });
    }

    /** Cuts off every link, forgets everything, and lets them come back. */
    public void wipe() {
        thread.execute(() -> {
            retained.clear();
            links.forEach(link -> link.listener.disconnected(LinkTrouble.closed("the broker was killed")));
            links.forEach(link -> link.listener.connected());
        });
    }

    @Override
    public void close() {
        thread.shutdownNow();
        BROKERS.remove(name);
    }

    private final class MemoryLink implements BrokerLink {

        private final Listener listener;
        private volatile List<String> filters = List.of();
        private volatile boolean closed;

        private MemoryLink(Listener listener) {
            this.listener = listener;
        }

        boolean wants(String topic) {
            return !closed && filters.stream().anyMatch(filter -> topic.matches(filter.replace("+", "[^/]+")));
        }

        void hearRetained() {
            retained.forEach((topic, payload) -> {
                if (wants(topic)) {
                    listener.arrived(topic, payload, true);
                }
            });
        }

        @Override
        public void subscribe(Collection<String> newFilters) {
            filters = List.copyOf(newFilters);
            thread.execute(this::hearRetained);
        }

        @Override
        public void publishRetained(String topic, byte[] payload) {
            if (!thread.isShutdown()) {
                publish(topic, payload, true);
            }
        }

        @Override
        public void close() {
            closed = true;
            if (!thread.isShutdown()) {
                thread.execute(() -> links.remove(this));
            }
        }
    }
}
