/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt;

import io.nameplate.collectors.link.MqttLink;
import io.nameplate.collectors.orders.OrderDesk;
import io.nameplate.collectors.validate.SourceClock;
import io.nameplate.model.language.AssetId;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What a format finds when it is opened.
 *
 * @param source the source's name, for logs
 * @param remarks who is told what is wrong with messages
 * @param clock the source's clock, whose offset is shown
 * @param reads whether the collector reads an asset
 * @param orders who is handed verified orders
 * @param link the connection, once there is one; see RoomsTest for the only thing that may be published on it
 */
public record Opening(
        String source,
        Remarks remarks,
        SourceClock clock,
        Predicate<AssetId> reads,
        OrderDesk orders,
        Supplier<Optional<MqttLink>> link) {}
