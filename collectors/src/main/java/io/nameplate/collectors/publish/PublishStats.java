/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.publish;

import io.nameplate.access.broker.LinkTrouble;
import io.nameplate.model.wire.ConsumerId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What publishing has done since the start of the process, for the metrics.
 *
 * @param sent records handed to the connection, resent ones among them
 * @param resent records at or below the highest one sent of their epoch, or that were in the spool at the start
 * @param undelivered records that the broker took although nobody was subscribed
 * @param pubackRefused messages that the broker refused, by its reason code (0x80 and above)
 * @param goBacks how often sending went back because a cursor stood still
 * @param badCursors cursors that could not be read
 * @param passedOver cursors that were not looked at because too many came, and later ones took their place
 * @param unreadable times that a held record could not be read from the spool
 * @param connected whether there is a connection now
 * @param trouble why there is none, once that is known
 * @param cursorAge since each consumer's last cursor; none for a consumer that was not heard of yet
 */
public record PublishStats(
        long sent,
        long resent,
        long undelivered,
        Map<Integer, Long> pubackRefused,
        long goBacks,
        long badCursors,
        long passedOver,
        long unreadable,
        boolean connected,
        Optional<LinkTrouble> trouble,
        Map<ConsumerId, Duration> cursorAge) {

    public PublishStats {
        pubackRefused = Map.copyOf(pubackRefused);
        cursorAge = Map.copyOf(cursorAge);
    }
}
