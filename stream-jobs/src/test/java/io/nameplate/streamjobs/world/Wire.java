/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.world;

/** A broker as a collector sees it. */
public interface Wire extends AutoCloseable {

    /** Hears what is published; what was retained is heard at once. */
    interface Ear {
        void heard(String topic, byte[] payload);
    }

    void publish(String topic, byte[] payload, boolean retain);

    void listen(Ear ear);

    @Override
    void close();
}
