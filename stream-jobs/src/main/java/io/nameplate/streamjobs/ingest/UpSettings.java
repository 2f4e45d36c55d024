/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.ingest;

import io.nameplate.model.wire.ConsumerId;
import io.nameplate.streamjobs.flow.RegistryAccess;
import java.io.Serializable;
import java.time.Clock;

/**
 * What the source needs to know.
 *
 * @param job names the counters
 * @param consumerName under which name the cursors are published
 * @param capacity places of each epoch's queue
 */
public record UpSettings(
        String job, String consumerName, RegistryAccess registry, BrokerLink.Factory links, int capacity, Clock clock)
        implements Serializable {

    /** Places of a queue unless somebody says otherwise. */
    public static final int CAPACITY = 512;

    ConsumerId consumer() {
        return new ConsumerId(consumerName);
    }
}
