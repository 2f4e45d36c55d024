/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.inventory;

import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.wire.Frames;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the spool holds beyond the last snapshot: after a crash those slots are worked out again and must not be
 * appended twice.
 */
final class Appended {

    /** One statement: a node's slot, or the run of an absence that began with that slot. */
    record Stated(String node, long slot, boolean rebooted) {}

    private final Set<Stated> stated = new HashSet<>();
    private final Map<String, Long> read = new HashMap<>();
    private long until;

    /** Adds what a record states. */
    void add(Frames frames) {
        for (int i = 0; i < frames.nodeCount(); i++) {
            boolean rebooted = Evidence.isRebooted(frames.absentCode(i));
            stated.add(new Stated(frames.node(i), frames.firstSlot(), rebooted));
            if (frames.absentCode(i) == 0) {
                read.merge(frames.node(i), frames.firstSlot(), Math::max);
            }
            until = Math.max(until, frames.firstSlot() + (rebooted ? 0 : 2L * frames.slotSeconds()));
        }
    }

    /** Says up to which slot the spool is complete. */
    void addThrough(long through, int slotSeconds) {
        until = Math.max(until, through + 2L * slotSeconds);
    }

    /** Whether a statement is not in the spool yet; asked once for each. */
    boolean isNew(NodeId node, long slot, boolean rebooted) {
        return stated.isEmpty() || !stated.remove(new Stated(node.value(), slot, rebooted));
    }

    /** The last slot with data that was added of each node: epoch seconds. */
    Map<String, Long> read() {
        return read;
    }

    /** The nodes with a statement of a slot that was not worked out again. */
    Set<String> nodesLeft() {
        Set<String> nodes = new HashSet<>();
        for (Stated left : stated) {
            if (!left.rebooted()) {
                nodes.add(left.node());
            }
        }
        return nodes;
    }

    /** Forgets what is left once every slot that the spool holds has been worked out again. */
    void workedOut(long slot) {
        if (slot >= until) {
            stated.clear();
            read.clear();
        }
    }

    Set<Stated> left() {
        return stated;
    }

    long until() {
        return until;
    }

    void restore(Set<Stated> left, long newUntil) {
        stated.addAll(left);
        until = newUntil;
    }
}
