/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.inventory;

import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.wire.Frames;
import java.util.HashSet;
import java.util.Set;

/**
 * What the spool holds beyond the last snapshot: after a crash those slots are worked out again and must not be
 * appended twice.
 */
final class Appended {

    private record Stated(String node, long slot, boolean rebooted) {}

    private final Set<Stated> stated = new HashSet<>();

    void add(Frames frames) {
        for (int i = 0; i < frames.nodeCount(); i++) {
            long code = frames.absentCode(i);
            stated.add(new Stated(frames.node(i), frames.firstSlot(), Evidence.isRebooted(code)));
        }
    }

    /** Whether a statement is not in the spool yet; asked once for each. */
    boolean isNew(NodeId node, long slot, boolean rebooted) {
        return stated.isEmpty() || !stated.remove(new Stated(node.value(), slot, rebooted));
    }
}
