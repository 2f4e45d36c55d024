/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.inventory;

import io.nameplate.model.evidence.Port;
import io.nameplate.model.evidence.Witness;
import io.nameplate.model.language.NodeId;

/**
 * What somebody other than the node says of it: a prober, its BMC, its outlet, its switch.
 *
 * @param ts epoch milliseconds
 */
public record Reachability(NodeId node, long ts, Reach reach, Witness witness, Port port) implements Reading {

    /** How an attempt to reach the node ended. */
    public enum Reach {
        UNKNOWN,
        OK,
        REFUSED,
        TIMEOUT,
        NO_ROUTE
    }
}
