/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.inventory;

import io.nameplate.model.evidence.Port;
import io.nameplate.model.evidence.Witness;
import io.nameplate.model.language.NodeId;
import java.time.Duration;

/**
 * What somebody other than the node says of it. Who knows one thing says nothing of the others: each stands by itself,
 * with its own time, until it is said anew or no longer holds ({@link Sayings}).
 *
 * @param ts epoch milliseconds
 * @param teller who says it
 * @param hold for how long it holds if nothing follows; zero: as a reading of the node itself would, by the period of
 *     the source of record
 */
public record Reachability(NodeId node, long ts, Teller teller, Duration hold, Reach reach, Witness witness, Port port)
        implements Reading {

    /** How an attempt to reach the node ended. */
    public enum Reach {
        UNKNOWN,
        OK,
        REFUSED,
        TIMEOUT,
        NO_ROUTE
    }

    /** Who says something of a node. */
    public enum Teller {
        /** Whoever tries to reach the node, or passes on what others told: what it calls unknown it does not speak of. */
        PROBE,
        /** The node's own management controller: its power, also that it does not know it. */
        BMC,
        /** The outlets that feed the node, or the meter of its rack: its power, also that they do not know it. */
        OUTLET,
        /** The switch: its port, also that it does not know it. */
        SWITCH
    }

    public Reachability {
        if (hold.isNegative()) {
            throw new IllegalArgumentException("what is said holds for " + hold + ", which is negative");
        }
        boolean foreign = switch (teller) {
            case PROBE -> false;
            case BMC, OUTLET -> reach != Reach.UNKNOWN || port != Port.UNKNOWN;
            case SWITCH -> reach != Reach.UNKNOWN || witness != Witness.UNKNOWN;
        };
        if (foreign) {
            throw new IllegalArgumentException("a " + teller + " cannot say " + reach + ", " + witness + ", " + port);
        }
    }

    /** What a prober says, or what was passed on with it. */
    public Reachability(NodeId node, long ts, Reach reach, Witness witness, Port port) {
        this(node, ts, Teller.PROBE, Duration.ZERO, reach, witness, port);
    }

    /** What the node's management controller says of its power. */
    public static Reachability byBmc(NodeId node, long ts, Duration hold, Witness power) {
        return new Reachability(node, ts, Teller.BMC, hold, Reach.UNKNOWN, power, Port.UNKNOWN);
    }

    /** What the outlets that feed the node say of its power. */
    public static Reachability byOutlet(NodeId node, long ts, Duration hold, Witness power) {
        return new Reachability(node, ts, Teller.OUTLET, hold, Reach.UNKNOWN, power, Port.UNKNOWN);
    }

    /** What the switch says of the node's port. */
    public static Reachability bySwitch(NodeId node, long ts, Duration hold, Port port) {
        return new Reachability(node, ts, Teller.SWITCH, hold, Reach.UNKNOWN, Witness.UNKNOWN, port);
    }
}
