/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.publish;

import java.util.LinkedHashMap;
import java.util.Map;

/** The records of this connection that the broker has not acknowledged yet; never more than the window. */
final class Outstanding {

    /** An acknowledgement that is not here by then will not come; the cursor tells what arrived. */
    static final long PATIENCE_MILLIS = 30_000;

    private final int window;
    private final Map<Long, Long> sentAt = new LinkedHashMap<>();
    private long lastTag;

    Outstanding(int window) {
        this.window = window;
    }

    boolean hasRoom() {
        return sentAt.size() < window;
    }

    boolean isEmpty() {
        return sentAt.isEmpty();
    }

    /** The tag for the next record; never used before in this process, never 0. */
    long nextTag() {
        return lastTag + 1;
    }

    void sent(long tag, long nowMillis) {
        lastTag = tag;
        sentAt.put(tag, nowMillis);
    }

    void acknowledged(long tag) {
        sentAt.remove(tag);
    }

    void expire(long nowMillis) {
        sentAt.values().removeIf(at -> nowMillis - at >= PATIENCE_MILLIS);
    }

    void clear() {
        sentAt.clear();
    }
}
