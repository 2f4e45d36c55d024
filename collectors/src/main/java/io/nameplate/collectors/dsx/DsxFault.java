/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.dsx;

import io.nameplate.collectors.mqtt.Remarks;
import io.nameplate.orders.SignedOrder;
import java.util.Locale;

/** What was wrong on a DSX Exchange; the name is also the metric label. */
enum DsxFault implements Remarks.Reason {
    /** A value before its metadata: the last one of the point is held back until that comes. */
    NO_METADATA,
    /** Metadata that does not say which object its point is of. */
    NO_OBJECT,
    /** Two points of an asset would have the same name; the second is left out. */
    SAME_POINT,
    /** No heartbeat of the BMS came in time. */
    NO_HEARTBEAT,
    /** More points or heartbeats than one source may have. */
    TOO_MANY_POINTS,
    /** More is said of what serves what than is kept; readings do not suffer. */
    GRAPH_FULL,
    /** An event of DSX Flex that is no CloudEvent, or not one that is looked at. */
    BAD_EVENT,
    /** An event without a signature that a configured key made. */
    BAD_SIGNATURE,
    /** A header that would let its sender choose key or algorithm. */
    FORBIDDEN_HEADER,
    /** An event that was seen before. */
    REPLAYED,
    /** An event of too long ago, or of the future. */
    NOT_OF_NOW,
    /** Signed, but no load target that can be read. */
    BAD_TARGET,
    /** Verified, and could not be kept for the ledger. */
    NOT_KEPT;

    static DsxFault of(SignedOrder.Reason reason) {
        return switch (reason) {
            case BAD_SIGNATURE -> BAD_SIGNATURE;
            case FORBIDDEN_HEADER -> FORBIDDEN_HEADER;
            case BAD_TARGET -> BAD_TARGET;
        };
    }

    @Override
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
