/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * When the nodes of which lease are dark: each lease for a while, again and again, one some seconds after the other. A message that
 * holds nodes of two leases is never dark.
 *
 * @param leaseOf the lease of every message of frames of a slot, in order; -1 for none
 * @param leases how many there are
 */
record Outages(List<Integer> leaseOf, int leases) {

    static final Outages NONE = new Outages(List.of(), 0);

    private static final int EVERY_SECONDS = 120;
    private static final int LAST_SECONDS = 50;

    /** Outages of leases of so many blocks each, which lie one behind the other in halls of so many nodes. */
    static Outages of(int leases, int blocksOfLease, List<Integer> nodesOfHalls) {
        int nodesOfLease = blocksOfLease * BenchSite.NODES_PER_BLOCK;
        List<Integer> leaseOf = new ArrayList<>();
        int before = 0;
        for (int nodes : nodesOfHalls) {
            for (int from = 0; from < nodes; from += Recording.BATCH) {
                int first = (before + from) / nodesOfLease;
                int last = (before + Math.min(nodes, from + Recording.BATCH) - 1) / nodesOfLease;
                leaseOf.add(first == last ? first : -1);
            }
            before += nodes;
        }
        return new Outages(List.copyOf(leaseOf), leases);
    }

    /** Whether a message of frames, counted from 0, is dark in a second of the site. */
    boolean isDark(int message, int second) {
        if (leases == 0 || leaseOf.get(message) < 0) {
            return false;
        }
        int shift = leaseOf.get(message) * EVERY_SECONDS / leases;
        return Math.floorMod(second - shift, EVERY_SECONDS) < LAST_SECONDS;
    }
}
