/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.publish;

import io.nameplate.access.broker.BrokerAccess;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.wire.ConsumerId;
import java.util.List;

/**
 * Who publishes to whom.
 *
 * @param broker such as tcp://127.0.0.1:1883
 * @param access login and certificates for the broker
 * @param consumers every one of them must commit a record before it may be released
 * @param window records that may wait for the broker's acknowledgement at once
 */
public record PublishConfig(
        CollectorId collector, String broker, BrokerAccess access, List<ConsumerId> consumers, int window) {

    public static final int DEFAULT_WINDOW = 200;

    public PublishConfig {
        consumers = List.copyOf(consumers);
        if (consumers.isEmpty()) {
            throw new IllegalArgumentException("collector " + collector + " has no consumer");
        }
        if (consumers.stream().distinct().count() < consumers.size()) {
            throw new IllegalArgumentException("a consumer is named twice: " + consumers);
        }
        if (window < 1) {
            throw new IllegalArgumentException("a window of " + window + " records");
        }
    }

    public PublishConfig(CollectorId collector, String broker, List<ConsumerId> consumers) {
        this(collector, broker, BrokerAccess.NONE, consumers, DEFAULT_WINDOW);
    }
}
