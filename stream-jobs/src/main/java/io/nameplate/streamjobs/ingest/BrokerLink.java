/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.ingest;

import io.nameplate.access.broker.LinkTrouble;
import java.io.Serializable;
import java.util.Collection;

/** A connection to an MQTT 5 broker that comes back by itself. The port that the tests replace. */
public interface BrokerLink extends AutoCloseable {

    /** Subscribes to these topics, QoS 1, now and after every reconnect; replaces an earlier set. Never blocks. */
    void subscribe(Collection<String> filters);

    /** Publishes a retained message, QoS 1; a newer one of the same topic replaces it while it waits. Never blocks. */
    void publishRetained(String topic, byte[] payload);

    @Override
    void close();

    /** What the link tells, on threads of its own; none of it may block. */
    interface Listener {

        /** A fresh connection: what was retained comes again, what was published before may not have arrived. */
        void connected();

        /** The connection was lost or could not be made; the link tries again. */
        void disconnected(LinkTrouble why);

        void arrived(String topic, byte[] payload, boolean retained);
    }

    /** Opens links where the reader runs. */
    interface Factory extends Serializable {

        /**
         * Begins to connect.
         *
         * @param name tells the broker's log who this is
         */
        BrokerLink open(String name, Listener listener);
    }
}
