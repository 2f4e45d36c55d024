/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.sparkplug;

import java.util.Collection;

/** What comes of the messages of a session, in order. */
interface SessionEvents {

    /**
     * A value that counts.
     *
     * @param birth whether a birth says it: then it is what is so now, however old its own time is
     */
    void value(Tag tag, Metric metric, Payload payload, boolean birth);

    /** Tags whose last values no longer count. */
    void stale(Collection<Tag> tags);

    /** The births of the node have to be heard again. */
    void rebirth();

    void fault(SessionFault fault);
}
